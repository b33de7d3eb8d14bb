module lab/kubelet-csr-approver

go 1.26
