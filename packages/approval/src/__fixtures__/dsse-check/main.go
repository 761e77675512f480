// Command dsse-check verifies an approval the way cosign does, with the libraries that cosign is made of.
//
//	dsse-check PUBLIC-KEY-PEM ENVELOPE BLOB PREDICATE-TYPE
package main

import (
	"context"
	"crypto"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"

	attestation "github.com/in-toto/attestation/go/v1"
	"github.com/secure-systems-lab/go-securesystemslib/dsse"
	"github.com/sigstore/sigstore/pkg/cryptoutils"
	"github.com/sigstore/sigstore/pkg/signature"
	sigstoredsse "github.com/sigstore/sigstore/pkg/signature/dsse"
	"google.golang.org/protobuf/encoding/protojson"
)

func main() {
	if err := check(os.Args[1], os.Args[2], os.Args[3], os.Args[4]); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("verified")
}

func check(keyPath, envelopePath, blobPath, predicateType string) error {
	verifier, err := openVerifier(keyPath)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(envelopePath)
	if err != nil {
		return err
	}
	var envelope dsse.Envelope
	if err := json.Unmarshal(text, &envelope); err != nil {
		return err
	}
	_, payload, err := verifier.VerifyAndDecode(context.Background(), &envelope)
	if err != nil {
		return err
	}
	return checkStatement(payload, blobPath, predicateType)
}

func openVerifier(keyPath string) (*dsse.EnvelopeVerifier, error) {
	pem, err := os.ReadFile(keyPath)
	if err != nil {
		return nil, err
	}
	key, err := cryptoutils.UnmarshalPEMToPublicKey(pem)
	if err != nil {
		return nil, err
	}
	verifier, err := signature.LoadVerifier(key, crypto.SHA256)
	if err != nil {
		return nil, err
	}
	return dsse.NewEnvelopeVerifier(&sigstoredsse.VerifierAdapter{SignatureVerifier: verifier, Pub: key})
}

func checkStatement(payload []byte, blobPath, predicateType string) error {
	var statement attestation.Statement
	if err := protojson.Unmarshal(payload, &statement); err != nil {
		return err
	}
	if err := statement.Validate(); err != nil {
		return err
	}
	if statement.PredicateType != predicateType {
		return fmt.Errorf("other predicate type: %s", statement.PredicateType)
	}
	blob, err := os.ReadFile(blobPath)
	if err != nil {
		return err
	}
	digest := sha256.Sum256(blob)
	for _, subject := range statement.Subject {
		if subject.Digest["sha256"] == hex.EncodeToString(digest[:]) {
			return nil
		}
	}
	return fmt.Errorf("no matching subject digest found")
}
