#!/bin/sh
# Fills corpus/TARGET with seeds: vectors of the crates, and lists and answers that OpenSSL makes here.
# Usage: sh seeds.sh, in this folder. Keys are thrown away; a second run gives other lists and answers.
set -eu
here=$(pwd)
vectors=../crates/ehealth-csr/tests/vectors
rm -rf corpus material
mkdir -p material
for target in identifiers name dn_string csr certificate request_xml xml_signature cms ocsp crl contract_html inspect pkcs12 file_name password; do
  mkdir -p "corpus/$target"
done

n=0
for text in 00.01.01-001.73 19023199837 00210100119 0999.999.922 'BE 0999999922' 999999922 1-99999-15-001 99999905 99999968 \
  SSIN=00010100173 CBE=0999999922 NIHII-PHARMACY=9-99999-71 NIHII11=19999915001 EHP=0123456789 SITE=0123 PHARMACY-1 agenda_1; do
  n=$((n + 1)); printf '%s' "$text" > "corpus/identifiers/$n"
done

n=0
while IFS= read -r dn; do
  n=$((n + 1)); printf '%s' "$dn" > "corpus/dn_string/$n"
done <<'DNS'
CN=SSIN\=10010199862,OU=eHealth-platform Belgium,OU=ZOE HELENE PEETERS,OU=SSIN\=10010199862,O=Federal Government,C=BE
C=BE, O=Federal Government, OU=SSIN=10010199862, OU=ZOE HELENE PEETERS, OU=eHealth-platform Belgium, CN=SSIN=10010199862
CN="CBE=0999999922, AGENDA_1",OU=eHealth-platform Belgium,OU="GROEPS, \"X\"",OU=CBE=0999999922,OU=AGENDA_1,O=Federal Government,C=BE
2.5.4.6=BE,OID.2.5.4.10=Federal Government;OU=AGENDA_1,OU=CBE=0999999922,OU=D\C3\A9 \#,OU=eHealth-platform Belgium,CN=CBE=0999999922\2C AGENDA_1
DNS

for name in person-1-openssl person-1-bouncycastle org-cbe-app-underscore-openssl variant-no-attributes-field; do
  cp "$vectors/csr/$name.csr.der" corpus/csr/
done
cp "$vectors/csr/bad/signature-flip.csr.der" corpus/csr/
for name in bc-00-p256 bc-00-p384; do cp "$vectors/set-b/x509/csr/$name.csr.der" corpus/csr/ 2>/dev/null || true; done

for name in auth-person auth-person-ec-ca leaf-p384 enc dummy dummy-v1 issuing-ec root-rsa; do
  openssl x509 -in "$vectors/pki/$name.crt.pem" -outform DER -out "corpus/certificate/$name.der"
done
cp ../crates/ehealth-pki/tests/vectors/chain/leaf-odd.der corpus/certificate/

# the subjects of the requests: what follows INTEGER 0
for file in corpus/csr/*openssl*.der corpus/csr/*bouncycastle*.der; do
  offset=$(openssl asn1parse -inform DER -in "$file" | sed -n '4s/^ *\([0-9]*\):.*hl=\([0-9]*\) l= *\([0-9]*\).*/\1 \2 \3/p')
  set -- $offset
  dd if="$file" of="corpus/name/$(basename "$file" .csr.der)" bs=1 skip="$1" count=$(($2 + $3)) 2>/dev/null
done

n=0
for file in "$vectors"/c14n/*-document.xml; do
  n=$((n + 1)); [ $((n % 3)) = 0 ] && cp "$file" corpus/request_xml/
done
cp "$vectors/v1/EHealthCertificateRequest.xml" corpus/request_xml/v1.xml
for name in plain-jdk-auth-person plain-xmlsec1-leaf-p384 plain-signxml-leaf-p256; do
  ls "$vectors"/xmldsig/ | grep -m1 "^$name" | while read -r file; do cp "$vectors/xmldsig/$file" corpus/xml_signature/; done
done
ls "$vectors"/xmldsig/*.xml | head -6 | while read -r file; do cp "$file" corpus/xml_signature/; done
for bad in xsw1 xsw3 xsw6 content-text duplicate-id; do
  ls "$vectors"/xmldsig/bad/ | grep -m1 "^$bad" | while read -r file; do cp "$vectors/xmldsig/bad/$file" "corpus/xml_signature/bad-$file"; done
done

for name in openssl-leaf-p256-request openssl-cades-leaf-p384 openssl-keyid openssl-pss openssl-stream-ber openssl-noattr \
  bc-leaf-p256-ber bc-cades-leaf-p256 bc-pss bc-detached; do
  cp "$vectors/cms/$name.p7s" corpus/cms/
done
cp "$vectors"/v1/*.ehcsr corpus/cms/v1.ehcsr

cat > corpus/contract_html/1 <<'HTML'
<!DOCTYPE html>
<html lang="nl"><head><title>T</title><style>p{}</style></head><body class="x"><h1>Contract &eacute;</h1><p>Een<br>tekst &#8217; &amp;</p>
<ul><li>een<li>twee <a href="https://example.org/?a=1&amp;b">hier</a></ul><ol start="3"><li>c</ol><table><tr><td colspan=2>a<td>b</table><script>x</script><!-- c --></body></html>
HTML
printf '%s' '<a href=" java&#115;cript:x"><b><i>a</b></i></p><pre>
x</pre><svg><img src=x onerror=y>' > corpus/contract_html/2

cp corpus/certificate/auth-person.der corpus/csr/person-1-openssl.csr.der corpus/inspect/
cp "$vectors"/v1/*.ehcsr corpus/inspect/v1.ehcsr
openssl x509 -inform DER -in corpus/certificate/enc.der > corpus/inspect/enc.pem

keystores=../crates/ehealth-keystore/tests/vectors/pkcs12
for name in asm-ber-chunks asm-empty-safe asm-nested-safecontents asm-no-localkeyid asm-one-content asm-secret-crl-bags asm-shuffled \
  asm-two-keys-same-alias asm-unknown-attributes cryptography-clear openssl-all-clear jdk-certs-clear-nomac openssl-iter-1; do
  cp "$keystores/$name.p12" corpus/pkcs12/
done

n=0
while IFS= read -r name; do
  n=$((n + 1)); printf '%s' "$name" > "corpus/file_name/$n"
done <<'NAMES'
SSIN=00010100173 20261124-150405.p12
SSIN=00010100173 20261124-150405.acc-p12.pending
SSIN=00010100173 20261124-150405 (1).acc.p12
CBE=0999999922, MY_APP 20261124-150405 - Copie (2).int-p12
CBE=0999999922,MY_APP_20261124-150405.p12
NIHII-HOSPITAL=71000436_20261124-150405(12).p12
NAMES
printf 'ma-belle-lampe' > corpus/password/1
printf 'P4ssw0rd1984!\nLefevre' > corpus/password/2
printf 'azertyuiop-\303\251\360\237\224\221' > corpus/password/3

# Files of cards, and changes to a card's answers.
cards=../crates/beid-card/tests/vectors/eid-tlv
for target in card_tlv card_identity card_address card_responses; do mkdir -p "corpus/$target"; done
cp "$cards"/*.bin corpus/card_tlv/
cp "$cards"/citizen-1.bin "$cards"/length-300.bin "$cards"/version-2.bin corpus/card_identity/
cp "$cards"/address-plain-117.bin corpus/card_address/
printf '\003\000\002\010\001' > corpus/card_responses/corrupt
printf '\005\005\002\154\020' > corpus/card_responses/status
printf '\205\002\004\060\202\377\377\206\006\000' > corpus/card_responses/answer-reset
printf '\300\005\002\143\301' > corpus/card_responses/verify

work=$(mktemp -d); cd "$work"
cat > c.cnf <<'CNF'
[ca]
default_ca = d
[d]
dir = .
database = ./index
serial = ./serial
crlnumber = ./number
new_certs_dir = .
default_md = sha256
default_days = 30
default_crl_days = 7
policy = p
[p]
commonName = supplied
[req]
distinguished_name = dn
[dn]
[ca_ext]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
[responder]
keyUsage = critical, digitalSignature
extendedKeyUsage = OCSPSigning
noCheck = ignored
[leaf_ext]
authorityInfoAccess = OCSP;URI:http://ocsp.example.org/
crlDistributionPoints = URI:http://crl.example.org/list
[crl_ext]
issuingDistributionPoint = critical, @idp
authorityKeyIdentifier = keyid
[idp]
onlyuser = TRUE
CNF
: > index; echo 1000 > serial; echo 2A > number
key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1.key" 2>/dev/null; }
ca="openssl ca -batch -notext -config c.cnf -cert root.pem -keyfile root.key"
key root; openssl req -x509 -new -key root.key -subj /CN=Seeds -days 60 -config c.cnf -extensions ca_ext -out root.pem
for name in leaf gone responder; do
  key $name; openssl req -new -key $name.key -subj /CN=$name -config c.cnf -out $name.csr
  case $name in responder) extensions=responder ;; *) extensions=leaf_ext ;; esac
  $ca -extensions $extensions -in $name.csr -out $name.pem 2>/dev/null
done
$ca -gencrl -out empty.pem
$ca -revoke gone.pem -crl_reason keyCompromise 2>/dev/null
$ca -gencrl -out full.pem
$ca -gencrl -crlexts crl_ext -out scoped.pem
for name in empty full scoped; do openssl crl -in $name.pem -outform DER -out "$here/corpus/crl/$name"; done
answer() { openssl ocsp -index index -CA root.pem -issuer root.pem $1 -rsigner $2.pem -rkey $2.key $3 -respout "$here/corpus/ocsp/$4" >/dev/null 2>&1; }
answer "-cert leaf.pem" root "-ndays 1" good
answer "-cert gone.pem" root -resp_key_id revoked
answer "-cert leaf.pem -cert gone.pem" responder "-ndays 1" charged
answer "-serial 4096 -no_nonce" responder "" unknown
printf '\060\003\012\001\003' > "$here/corpus/ocsp/try-later"
openssl x509 -in root.pem -outform DER -out "$here/material/root.der"
openssl x509 -in leaf.pem -outform DER -out "$here/material/leaf.der"
cp "$here/corpus/ocsp/good" "$here/material/ocsp.der"
cp "$here/corpus/crl/full" "$here/material/list.der"
date +%s > "$here/material/now.txt"
cd "$here"; rm -r "$work"

# Answers to the client: two bytes (operation, status and type), then an envelope.
samples=../crates/ehealth-client/tests/samples
for target in client_answer client_mask client_revocation sandbox_request; do mkdir -p "corpus/$target"; done
envelope() { # FILE: the file without its declaration
  printf '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
  sed -e '1s/^<?xml[^>]*?>//' -e 's/ InResponseTo="[^"]*"//' "$1"
  printf '</s:Body></s:Envelope>'
}
n=0
for name in GetActorQualities GenerateContract GenerateCertificate GetCertificate SubmitCSRForForeigner \
  GetGenericOrganizationTypes GetExistingApplicationIds GetCertificateInfoForCitizen \
  GetCertificateInfoForAuthenticationCertificate GenerateRevocationContract Revoke StartETKRegistration \
  CompleteETKRegistration ActivateETK GetEtk v1/GetEHActorQualities v1/GenerateCertificate \
  v1/GenerateCertificateForRenewal v1/GetCertificate v1/GetRevocableCertificates v1/Revoke \
  v1/GetExistingApplicationIds v1/StartEtkRegistration v1/CompleteEtkRegistration v1/ActivateETK v1/ValidateRenew \
  v1/OrganizationType v1/GetValidAuthCerts v1/ProcessCsr v1/RevokeAndActivate v1/Revoke.etkra; do
  file=$name; tail=; case $name in *.etkra) file=${name%.etkra}; tail=.etkra ;; esac
  seed=corpus/client_answer/$(printf '%02d' $n)-$(basename "$name")
  printf "\\$(printf '%03o' $n)\\000" > "$seed"
  envelope "$samples/${file}Response$tail.xml" >> "$seed"
  n=$((n + 1))
done
envelope "$samples/GenerateRevocationContractResponse.xml" > material/revocation-contract.xml
# the contract of the person who asks
sed -i 's/CN=CBE=[^<]*,O=Federal/CN=SSIN=00010100173,OU=eHealth-platform Belgium,OU=TESTA FICTIVA VOORBEELD,OU=SSIN=00010100173,O=Federal/' \
  corpus/client_answer/01-GenerateContract
seed() { printf "$2" > "corpus/client_answer/$1"; cat >> "corpus/client_answer/$1"; }
envelope "$samples/GetCertificateResponse.pending.xml" | seed pending '\003\000'
envelope "$samples/GetActorQualitiesResponse.error.xml" | seed refused '\000\000'
envelope "$samples/GetEtkResponse.matching.xml" | seed matching '\016\000'
sed 1d "$samples/soap.fault.xml" | seed fault '\000\001'
printf '<html><body>Maintenance</body></html>' | seed page '\000\014'
seed in-cms '\037\000' < "$samples/v1/RevokeDataResponse.xml"

printf '\000\000\000\002\000\002\001\002\002\000\003\006\000\004\001\001\000\001\000' > corpus/client_mask/built
printf '\377' | cat - "$samples/soap.fault.xml" > corpus/client_mask/fault
printf '\377<Envelope>< 91827364550 a=91827364550 \047<x@y>' > corpus/client_mask/malformed
printf '\377call +32 2 123 45 67, or write to a@example.org' > corpus/client_mask/text

http() { printf "$2" > "corpus/client_revocation/$1"; }
http good '\000\000\000\000\000\030cache-control: max-age=60\001\000\000\000'
http changed '\000\000\000\000\001\020etag:"a"\nage: 10\001\000\002\011expires:0'
http expires '\000\000\000\000\000\116date:Thu, 01 Jan 1970 01:00:00 GMT\nexpires:Thu, 01 Jan 1970 01:00:30 GMT'
http list '\000\000\002\003\000\000\000\000\000\027cache-control: no-store'

# Requests to the sandbox: a byte for the service, then an envelope; those of version 2 where the schemas lie.
request() { printf "\\$1" > "corpus/sandbox_request/$2"; envelope "$3" >> "corpus/sandbox_request/$2"; }
schemas=../../shared/schemas/samples
if [ -d "$schemas" ]; then
  for file in "$schemas"/*Request*.xml; do
    name=$(basename "$file" .xml)
    case $name in soap.*) continue ;; GetEtk*) service=002 ;; *ETK*) service=001 ;; *) service=000 ;; esac
    request $service "$name" "$file"
  done
fi
for file in "$samples"/v1/*Request*.xml; do
  name=$(basename "$file" .xml)
  case $name in
    EH*Data*|EHealth*|Re*Data*) continue ;;
    *Etk*|ActivateETK*|GetValid*|Process*|RevokeAnd*|*.etkra) service=004 ;;
    *) service=003 ;;
  esac
  request $service "v1-$name" "$file"
done
