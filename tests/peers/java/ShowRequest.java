import java.nio.file.Files;
import java.nio.file.Path;
import javax.security.auth.x500.X500Principal;
import sun.security.pkcs10.PKCS10;

/**
 * Reads PKCS#10 requests with the JDK, which verifies the signature while it reads.
 *
 * <p>Arguments: FILE... (DER). One line for each: {@code ALGORITHM<TAB>RFC 2253 subject}. The class of the
 * JDK that reads requests is not exported: run with
 * {@code --add-exports java.base/sun.security.pkcs10=ALL-UNNAMED} and the same for {@code sun.security.x509}.
 */
public class ShowRequest {
    public static void main(String[] arguments) throws Exception {
        for (String file : arguments) {
            PKCS10 request = new PKCS10(Files.readAllBytes(Path.of(file)));
            X500Principal subject = new X500Principal(request.getSubjectName().getEncoded());
            System.out.println(request.getSigAlg() + "\t" + subject.getName("RFC2253"));
        }
    }
}
