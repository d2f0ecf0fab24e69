import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;

/**
 * Lists a PKCS#12 file with the JDK's own KeyStore.
 *
 * <p>Argument: FILE; the password is the first line of standard input. Lines:
 * {@code key<TAB>alias<TAB>key identifier, hex<TAB>fits|differs<TAB>length of chain}, followed by one
 * {@code chain<TAB>serial, decimal<TAB>RFC 2253 subject<TAB>RFC 2253 issuer<TAB>key usage bits<TAB>signer}
 * for each certificate (signer: {@code authentication} when the leaf of that entry signed it, {@code self},
 * {@code other}), and {@code trusted<TAB>alias<TAB>RFC 2253 subject}.
 */
public class ListKeyStore {
    public static void main(String[] arguments) throws Exception {
        char[] password = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                .readLine().toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12", "SunJSSE");
        try (FileInputStream in = new FileInputStream(arguments[0])) {
            store.load(in, password);
        }
        Certificate authentication = store.getCertificate("authentication");
        List<String> aliases = Collections.list(store.aliases());
        for (String alias : aliases) {
            if (!store.isKeyEntry(alias)) {
                X509Certificate certificate = (X509Certificate) store.getCertificate(alias);
                System.out.println("trusted\t" + alias + "\t" + certificate.getSubjectX500Principal().getName("RFC2253"));
                continue;
            }
            Key key = store.getKey(alias, password);
            Certificate[] chain = store.getCertificateChain(alias);
            System.out.println("key\t" + alias + "\t" + identifier(chain[0]) + "\t"
                    + (fits((PrivateKey) key, chain[0]) ? "fits" : "differs") + "\t" + chain.length);
            for (Certificate item : chain) {
                X509Certificate certificate = (X509Certificate) item;
                System.out.println("chain\t" + certificate.getSerialNumber() + "\t"
                        + certificate.getSubjectX500Principal().getName("RFC2253") + "\t"
                        + certificate.getIssuerX500Principal().getName("RFC2253") + "\t"
                        + usage(certificate.getKeyUsage()) + "\t" + signer(certificate, authentication));
            }
        }
    }

    /** SHA-1 of the public key's bits, as the authority identifies a key. */
    private static String identifier(Certificate certificate) throws Exception {
        byte[] spki = certificate.getPublicKey().getEncoded();
        // SubjectPublicKeyInfo of an RSA 2048 key: 24 bytes precede the key's bits.
        byte[] bits = java.util.Arrays.copyOfRange(spki, 24, spki.length);
        return HexFormat.of().withUpperCase().formatHex(MessageDigest.getInstance("SHA-1").digest(bits));
    }

    private static boolean fits(PrivateKey key, Certificate certificate) throws Exception {
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(key);
        signature.update((byte) 42);
        byte[] value = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        signature.update((byte) 42);
        return signature.verify(value);
    }

    private static String usage(boolean[] bits) {
        if (bits == null) {
            return "-";
        }
        StringBuilder text = new StringBuilder();
        for (boolean bit : bits) {
            text.append(bit ? '1' : '0');
        }
        return text.toString();
    }

    private static String signer(X509Certificate certificate, Certificate authentication) {
        if (signedBy(certificate, certificate)) {
            return "self";
        }
        return authentication != null && signedBy(certificate, authentication) ? "authentication" : "other";
    }

    private static boolean signedBy(X509Certificate certificate, Certificate issuer) {
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (Exception differs) {
            return false;
        }
    }
}
