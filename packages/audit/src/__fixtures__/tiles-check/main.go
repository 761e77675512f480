// Command tiles-check verifies an exported log with nothing but golang.org/x/mod/sumdb: the checkpoint's signature,
// every tile, every record, and the consistency of an older checkpoint.
//
// Usage: tiles-check FOLDER VERIFIER-KEY [OLDER-CHECKPOINT-FILE]
package main

import (
	"encoding/binary"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const tileHeight = 8

func main() {
	log.SetFlags(0)
	if len(os.Args) < 3 {
		log.Fatal("usage: tiles-check FOLDER VERIFIER-KEY [OLDER-CHECKPOINT-FILE]")
	}
	folder := os.Args[1]
	verifier, err := note.NewVerifier(os.Args[2])
	check(err)
	tree := readCheckpoint(filepath.Join(folder, "checkpoint"), verifier)
	// TileHashReader checks each tile it reads against the signed root.
	hashes := tlog.TileHashReader(tree, &tileFolder{folder})
	checkRecords(folder, tree, hashes)
	if len(os.Args) > 3 {
		checkConsistency(readCheckpoint(os.Args[3], verifier), tree, hashes)
	}
	fmt.Printf("verified %d records\n", tree.N)
}

func readCheckpoint(path string, verifier note.Verifier) tlog.Tree {
	data, err := os.ReadFile(path)
	check(err)
	opened, err := note.Open(data, note.VerifierList(verifier))
	check(err)
	var origin, root string
	var size int64
	_, err = fmt.Sscanf(opened.Text, "%s\n%d\n%s\n", &origin, &size, &root)
	check(err)
	if origin != verifier.Name() {
		log.Fatalf("origin %q is not %q", origin, verifier.Name())
	}
	hash, err := tlog.ParseHash(root)
	check(err)
	return tlog.Tree{N: size, Hash: hash}
}

func checkRecords(folder string, tree tlog.Tree, hashes tlog.HashReader) {
	for start := int64(0); start < tree.N; start += 1 << tileHeight {
		count := min(tree.N-start, 1<<tileHeight)
		tile := tlog.Tile{H: tileHeight, L: -1, N: start >> tileHeight, W: int(count)}
		bundle, err := os.ReadFile(filepath.Join(folder, tilePath(tile)))
		check(err)
		indexes := make([]int64, count)
		for i := range indexes {
			indexes[i] = tlog.StoredHashIndex(0, start+int64(i))
		}
		expected, err := hashes.ReadHashes(indexes)
		check(err)
		for i := range indexes {
			length := int(binary.BigEndian.Uint16(bundle))
			if tlog.RecordHash(bundle[2:2+length]) != expected[i] {
				log.Fatalf("record %d does not match the tree", start+int64(i))
			}
			bundle = bundle[2+length:]
		}
		if len(bundle) != 0 {
			log.Fatalf("bundle %d has %d bytes too many", tile.N, len(bundle))
		}
	}
}

func checkConsistency(older, tree tlog.Tree, hashes tlog.HashReader) {
	proof, err := tlog.ProveTree(tree.N, older.N, hashes)
	check(err)
	check(tlog.CheckTree(proof, tree.N, tree.Hash, older.N, older.Hash))
}

// tilePath is the C2SP form of a tile's path: no height, and entries for level -1.
func tilePath(tile tlog.Tile) string {
	level := fmt.Sprint(tile.L)
	if tile.L == -1 {
		level = "entries"
	}
	path := fmt.Sprintf("%03d", tile.N%1000)
	for rest := tile.N / 1000; rest > 0; rest /= 1000 {
		path = fmt.Sprintf("x%03d/%s", rest%1000, path)
	}
	if tile.W < 1<<tile.H {
		path += fmt.Sprintf(".p/%d", tile.W)
	}
	return "tile/" + level + "/" + path
}

type tileFolder struct{ folder string }

func (t *tileFolder) Height() int { return tileHeight }

func (t *tileFolder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(tiles))
	for i, tile := range tiles {
		content, err := os.ReadFile(filepath.Join(t.folder, tilePath(tile)))
		if err != nil {
			return nil, err
		}
		data[i] = content
	}
	return data, nil
}

func (t *tileFolder) SaveTiles([]tlog.Tile, [][]byte) {}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
