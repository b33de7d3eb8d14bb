"""What a host that has nothing wrong with it says of itself; its address, and all that tells it apart, is `$address`."""

GOOD = """platform=debian 12
architecture=x86_64
kernel=6.1.0
cgroup=cgroup2fs
init=systemd
cpus=4
memory=8000000
disk=/var/lib/containerd 90000000 60000000 /
hostname=$address
machine_id=$address
address=$address/24 eth0
route=default via 10.0.0.1 dev eth0
nameserver=10.0.0.1"""
