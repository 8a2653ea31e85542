/** Standard Webhooks, with nothing but the standard library. */
export const signatureText = `// Verified is what a signature vouches for.
type Verified struct {
	// ID is the same over all attempts of a message.
	ID string
	// Timestamp is when the sender made this attempt.
	Timestamp time.Time
}

// VerificationError says why a request is not trusted. Code is for programs.
type VerificationError struct {
	Status  int
	Code    string
	Message string
}

func (e *VerificationError) Error() string {
	return e.Message
}

// verifier holds the keys of the secrets.
type verifier struct {
	keys      []key
	tolerance time.Duration
	now       func() time.Time
}

// key is what a secret verifies with, and the version of the signatures that it made.
type key struct {
	version string
	matches func(signature, content []byte) bool
}

func newVerifier(secrets []string, tolerance time.Duration, now func() time.Time) (*verifier, error) {
	if len(secrets) == 0 {
		return nil, errors.New("the webhook secret is missing: give at least one")
	}
	v := &verifier{tolerance: tolerance, now: now}
	for _, secret := range secrets {
		key, err := readKey(strings.TrimSpace(secret))
		if err != nil {
			return nil, err
		}
		v.keys = append(v.keys, key)
	}
	return v, nil
}

// readKey reads whsec_… for v1 and whpk_… for v1a.
func readKey(secret string) (key, error) {
	if strings.HasPrefix(secret, "whsk_") {
		return key{}, errors.New("this key signs: verify with the public one, whpk_…")
	}
	if text := strings.TrimPrefix(secret, "whpk_"); text != secret {
		public, err := decodeBase64(text)
		if err != nil || len(public) != ed25519.PublicKeySize {
			return key{}, errors.New(\`the public key must be "whpk_" and the base64 of 32 bytes\`)
		}
		return key{"v1a", func(signature, content []byte) bool {
			return ed25519.Verify(public, content, signature)
		}}, nil
	}
	shared, err := decodeBase64(strings.TrimPrefix(secret, "whsec_"))
	if err != nil || len(shared) < 16 {
		return key{}, errors.New(\`the webhook secret must be "whsec_" and base64: copy it whole\`)
	}
	return key{"v1", func(signature, content []byte) bool {
		mac := hmac.New(sha256.New, shared)
		mac.Write(content)
		return hmac.Equal(mac.Sum(nil), signature)
	}}, nil
}

var (
	idShape         = regexp.MustCompile(\`^[!-+/-~-]+$\`)
	timestampShape  = regexp.MustCompile(\`^(0|[1-9][0-9]{0,10})$\`)
	signaturesShape = regexp.MustCompile(\`^\\w+,[^,\\s]+( +\\w+,[^,\\s]+){0,15}$\`)
)

// verify holds a request to Standard Webhooks 1.0, over its raw body.
func (v *verifier) verify(header http.Header, body []byte) (Verified, error) {
	id, err := signedHeader(header, "Webhook-Id", idShape, "ASCII without dots")
	if err != nil {
		return Verified{}, err
	}
	timestamp, err := signedHeader(header, "Webhook-Timestamp", timestampShape, "Unix seconds")
	if err != nil {
		return Verified{}, err
	}
	signatures, err := signedHeader(header, "Webhook-Signature", signaturesShape, \`"v1,<base64>"\`)
	if err != nil {
		return Verified{}, err
	}
	seconds, _ := strconv.ParseInt(timestamp, 10, 64)
	sent := time.Unix(seconds, 0)
	if age := v.now().Truncate(time.Second).Sub(sent); age > v.tolerance {
		return Verified{}, unauthorized("timestamp_too_old", fmt.Sprintf("The timestamp is %v old.", age))
	} else if -age > v.tolerance {
		return Verified{}, unauthorized("timestamp_too_new", fmt.Sprintf("The timestamp is %v ahead.", -age))
	}
	content := append([]byte(id+"."+timestamp+"."), body...)
	for _, part := range strings.Fields(signatures) {
		version, text, _ := strings.Cut(part, ",")
		signature, err := decodeBase64(text)
		if err != nil {
			continue
		}
		for _, key := range v.keys {
			if key.version == version && key.matches(signature, content) {
				return Verified{id, sent}, nil
			}
		}
	}
	return Verified{}, unauthorized("no_matching_signature", "No signature matches: is it the secret of this endpoint, and the body raw?")
}

func unauthorized(code, message string) error {
	return &VerificationError{http.StatusUnauthorized, code, message}
}

func signedHeader(header http.Header, name string, shape *regexp.Regexp, wanted string) (string, error) {
	value := strings.TrimSpace(header.Get(name))
	if value == "" {
		message := fmt.Sprintf("The header %q is missing.", strings.ToLower(name))
		return "", &VerificationError{http.StatusBadRequest, "missing_header", message}
	}
	if !shape.MatchString(value) {
		message := fmt.Sprintf("The header %q is malformed: it must be %s.", strings.ToLower(name), wanted)
		return "", &VerificationError{http.StatusBadRequest, "invalid_header", message}
	}
	return value, nil
}

// decodeBase64 reads base64, whose padding may be left out.
func decodeBase64(text string) ([]byte, error) {
	return base64.RawStdEncoding.DecodeString(strings.TrimRight(text, "="))
}
`
