import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

/**
 * Reads requests ({@code *.csr}) and signed messages ({@code *.p7s}) with BouncyCastle and verifies their
 * signatures. One line a file: {@code NAME valid SUBJECT-OR-LENGTH} or {@code NAME reason}.
 */
public class Bouncy {
    public static void main(String[] arguments) throws Exception {
        Security.addProvider(new BouncyCastleProvider());
        for (String argument : arguments) {
            Path file = Path.of(argument);
            String verdict;
            try {
                byte[] bytes = Files.readAllBytes(file);
                verdict = argument.endsWith(".csr") ? request(bytes) : message(bytes);
            } catch (Exception problem) {
                verdict = problem.toString().replaceAll("\\s+", " ");
            }
            System.out.println(file.getFileName() + " " + verdict);
        }
    }

    private static String request(byte[] bytes) throws Exception {
        PKCS10CertificationRequest request = new PKCS10CertificationRequest(bytes);
        var verifier = new JcaContentVerifierProviderBuilder().setProvider("BC").build(request.getSubjectPublicKeyInfo());
        return request.isSignatureValid(verifier) ? "valid " + request.getSubject() : "wrong signature";
    }

    private static String message(byte[] bytes) throws Exception {
        CMSSignedData message = new CMSSignedData(bytes);
        SignerInformation signer = message.getSignerInfos().getSigners().iterator().next();
        X509CertificateHolder certificate =
                (X509CertificateHolder) message.getCertificates().getMatches(signer.getSID()).iterator().next();
        boolean valid = signer.verify(new JcaSimpleSignerInfoVerifierBuilder().setProvider("BC").build(certificate));
        return valid ? "valid " + ((byte[]) message.getSignedContent().getContent()).length : "wrong signature";
    }
}
