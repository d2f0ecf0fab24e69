#!/bin/sh
# Makes the certificates of this folder with OpenSSL 3. Keys are thrown away; names are invented.
# Usage: sh make.sh (in this folder). Every run gives other keys; the tests do not mind.
set -eu
work=$(mktemp -d); here=$(pwd); cd "$work"
key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1.key"; }
# cert NAME SUBJECT-KEY ISSUER(name of the certificate file, or self) DIGEST EXTENSIONS-SECTION
cat > x.cnf <<'CNF'
[ca]
basicConstraints=critical,CA:TRUE
keyUsage=critical,keyCertSign,cRLSign
[ca0]
basicConstraints=critical,CA:TRUE,pathlen:0
keyUsage=critical,keyCertSign,cRLSign
[cano]
basicConstraints=critical,CA:TRUE
keyUsage=critical,digitalSignature
[leaf]
basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature,nonRepudiation
[odd]
basicConstraints=critical,CA:FALSE
1.2.3.4.5=critical,DER:0500
CNF
serial=1
cert() { # file key subject issuer-file issuer-key digest section
  openssl req -new -key "$2.key" -subj "$3" -out r.csr
  serial=$((serial + 1))
  if [ "$4" = self ]; then
    openssl x509 -req -in r.csr -signkey "$2.key" -"$6" -set_serial $serial -days 20000 -extfile x.cnf -extensions "$7" -out "$1.pem" 2>/dev/null
  else
    openssl x509 -req -in r.csr -CA "$4.pem" -CAkey "$5.key" -"$6" -set_serial $serial -days 20000 -extfile x.cnf -extensions "$7" -out "$1.pem" 2>/dev/null
  fi
  openssl x509 -in "$1.pem" -outform DER -out "$here/$1.der"
}
for k in root other sub subsub leaf fake a b; do key $k; done
cert root root "/C=BE/CN=Invented root" self - sha256 ca
cert other other "/C=BE/CN=Older root" self - sha256 ca
# the root's key certified by another root: never to be climbed
cert cross root "/C=BE/CN=Invented root" other other sha256 ca
cert fake fake "/C=BE/CN=Invented root" self - sha256 ca
cert sub sub "/C=BE/CN=Invented issuing CA" root root sha256 ca
cert sub0 sub "/C=BE/CN=Invented issuing CA" root root sha256 ca0
cert subno sub "/C=BE/CN=Invented issuing CA" root root sha256 cano
cert subsub subsub "/C=BE/CN=Invented lower CA" sub sub sha256 ca
cert leaf leaf "/C=BE/CN=Leaf" sub sub sha256 leaf
cert leaf-sha1 leaf "/C=BE/CN=Leaf" sub sub sha1 leaf
cert leaf-odd leaf "/C=BE/CN=Leaf" sub sub sha256 odd
cert leaf-deep leaf "/C=BE/CN=Leaf" subsub subsub sha256 leaf
cert leaf-of-fake leaf "/C=BE/CN=Leaf" fake fake sha256 leaf
# two authorities that certify each other
cert a0 a "/C=BE/CN=Loop A" self - sha256 ca
cert b b "/C=BE/CN=Loop B" a0 a sha256 ca
cert a a "/C=BE/CN=Loop A" b b sha256 ca
cert leaf-loop leaf "/C=BE/CN=Leaf" a a sha256 leaf
# nine authorities below a root, one under the other
key deep0; cert deep0 deep0 "/CN=Deep 0" self - sha256 ca
for i in 1 2 3 4 5 6 7 8 9; do
  key deep$i; cert deep$i deep$i "/CN=Deep $i" deep$((i - 1)) deep$((i - 1)) sha256 ca
done
# a key that took over the name of another
key rolled; cert rolled rolled "/CN=Rolled over" self - sha256 ca
key over; cert rolled-over over "/CN=Rolled over" rolled rolled sha256 ca
rm "$here/a0.der" "$here/rolled.der"; rm -r "$work"
