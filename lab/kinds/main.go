// Prints, as JSON, the fields of Go types and of all that is nested in them, by the names that a file has for them.
//
//	go run main.go PACKAGE.TYPE… MODULE=DIRECTORY…
package main

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"log"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
)

// What a value of a type with a decoder of its own looks like; others of that sort may be anything.
var decoded = map[string]string{
	"k8s.io/apimachinery/pkg/apis/meta/v1.Duration": "duration",
	"k8s.io/apimachinery/pkg/apis/meta/v1.Time":     "text",
	"k8s.io/apimachinery/pkg/api/resource.Quantity": "quantity",
}

var basic = map[string]string{
	"string": "text", "bool": "truth", "float32": "number", "float64": "number", "error": "any", "any": "any",
	"int": "integer", "int8": "integer", "int16": "integer", "int32": "integer", "int64": "integer",
	"uint": "integer", "uint8": "integer", "uint16": "integer", "uint32": "integer", "uint64": "integer",
}

type pkg struct {
	path     string
	types    map[string]ast.Expr
	imports  map[string]map[string]string // by type, for each file names its imports as it likes
	decoders map[string]bool
}

type reader struct {
	modules  map[string]string
	packages map[string]*pkg
	kinds    map[string]map[string]string
	names    map[string]string
}

func main() {
	r := &reader{map[string]string{}, map[string]*pkg{}, map[string]map[string]string{}, map[string]string{}}
	var roots []string
	for _, argument := range os.Args[1:] {
		if module, directory, found := strings.Cut(argument, "="); found {
			r.modules[module] = directory
		} else {
			roots = append(roots, argument)
		}
	}
	for _, root := range roots {
		dot := strings.LastIndex(root, ".")
		r.named(root[:dot], root[dot+1:])
	}
	if err := json.NewEncoder(os.Stdout).Encode(r.kinds); err != nil {
		log.Fatal(err)
	}
}

func (r *reader) load(path string) *pkg {
	if found := r.packages[path]; found != nil {
		return found
	}
	made := &pkg{path, map[string]ast.Expr{}, map[string]map[string]string{}, map[string]bool{}}
	r.packages[path] = made
	files, err := filepath.Glob(filepath.Join(r.directory(path), "*.go"))
	if err != nil || len(files) == 0 {
		log.Fatalf("no source of %s: %v", path, err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			log.Fatal(err)
		}
		made.add(file)
	}
	return made
}

func (r *reader) directory(path string) string {
	for module, directory := range r.modules {
		if path == module || strings.HasPrefix(path, module+"/") {
			return directory + strings.TrimPrefix(path, module)
		}
	}
	log.Fatalf("no module has %s", path)
	return ""
}

func (p *pkg) add(file *ast.File) {
	imports := map[string]string{}
	for _, spec := range file.Imports {
		path, _ := strconv.Unquote(spec.Path.Value)
		name := filepath.Base(path)
		if spec.Name != nil {
			name = spec.Name.Name
		}
		imports[name] = path
	}
	for _, declaration := range file.Decls {
		switch found := declaration.(type) {
		case *ast.GenDecl:
			for _, spec := range found.Specs {
				if made, ok := spec.(*ast.TypeSpec); ok {
					p.types[made.Name.Name], p.imports[made.Name.Name] = made.Type, imports
				}
			}
		case *ast.FuncDecl:
			if found.Name.Name == "UnmarshalJSON" && found.Recv != nil {
				p.decoders[strings.TrimPrefix(fmt.Sprint(plain(found.Recv.List[0].Type)), "*")] = true
			}
		}
	}
}

func plain(expression ast.Expr) ast.Expr {
	if star, ok := expression.(*ast.StarExpr); ok {
		return star.X
	}
	return expression
}

// The kind of a named type: that of what it stands for, or its own name when it has fields.
func (r *reader) named(path, name string) string {
	full := path + "." + name
	p := r.load(path)
	definition, found := p.types[name]
	if !found {
		log.Fatalf("no type %s", full)
	}
	if kind, known := decoded[full]; known || p.decoders[name] {
		return map[bool]string{true: kind, false: "any"}[known]
	}
	fields, ok := definition.(*ast.StructType)
	if !ok {
		return r.kind(p, name, definition)
	}
	if r.names[name] == full {
		return name
	}
	if r.names[name] != "" {
		log.Fatalf("two types are called %s: %s and %s", name, full, r.names[name])
	}
	r.names[name], r.kinds[name] = full, map[string]string{}
	if inherited := r.fields(p, name, fields, r.kinds[name]); inherited != "" {
		delete(r.kinds, name)
		delete(r.names, name)
		return inherited
	}
	return name
}

// Its fields, and those of what is embedded; a decoder that is embedded decodes the whole, and gives its kind.
func (r *reader) fields(p *pkg, owner string, of *ast.StructType, into map[string]string) string {
	for _, field := range of.Fields.List {
		tag := ""
		if field.Tag != nil {
			text, _ := strconv.Unquote(field.Tag.Value)
			tag = reflect.StructTag(text).Get("json")
		}
		name, _, _ := strings.Cut(tag, ",")
		if name == "-" {
			continue
		}
		if len(field.Names) == 0 && name == "" {
			kind := r.kind(p, owner, field.Type)
			embedded, isStruct := r.kinds[kind]
			if !isStruct {
				return kind
			}
			for inner, innerKind := range embedded {
				into[inner] = innerKind
			}
			continue
		}
		for _, each := range field.Names {
			if each.IsExported() && name == "" {
				into[each.Name] = r.kind(p, owner, field.Type)
			}
		}
		if name != "" {
			into[name] = r.kind(p, owner, field.Type)
		}
	}
	return ""
}

func (r *reader) kind(p *pkg, owner string, expression ast.Expr) string {
	switch found := expression.(type) {
	case *ast.StarExpr:
		return r.kind(p, owner, found.X)
	case *ast.ArrayType:
		return "[]" + r.kind(p, owner, found.Elt)
	case *ast.MapType:
		return "{}" + r.kind(p, owner, found.Value)
	case *ast.Ident:
		if kind, known := basic[found.Name]; known {
			return kind
		}
		return r.named(p.path, found.Name)
	case *ast.SelectorExpr:
		return r.named(p.imports[owner][fmt.Sprint(found.X)], found.Sel.Name)
	}
	return "any"
}
