import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Collectors;
import javax.xml.crypto.KeySelector;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import javax.xml.crypto.dsig.keyinfo.X509Data;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * Verifies the XML signatures of a folder with the JDK, secure validation on, each with the first certificate
 * of its KeyInfo. One line a file: {@code NAME valid} or {@code NAME reason}.
 */
public class VerifyXml {
    public static void main(String[] arguments) throws Exception {
        List<Path> files;
        try (var list = Files.list(Path.of(arguments[0]))) {
            files = list.filter(file -> file.toString().endsWith(".xml")).sorted().collect(Collectors.toList());
        }
        for (Path file : files) {
            System.out.println(file.getFileName() + " " + verdict(Files.readAllBytes(file)));
        }
    }

    private static String verdict(byte[] bytes) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            Document document = factory.newDocumentBuilder().parse(new ByteArrayInputStream(bytes));
            Element signature =
                    (Element) document.getElementsByTagNameNS(XMLSignature.XMLNS, "Signature").item(0);
            ((Element) signature.getParentNode()).setIdAttribute("Id", true);
            KeySelector first = new KeySelector() {
                @Override
                public javax.xml.crypto.KeySelectorResult select(
                        javax.xml.crypto.dsig.keyinfo.KeyInfo info, Purpose purpose,
                        javax.xml.crypto.AlgorithmMethod method, javax.xml.crypto.XMLCryptoContext context) {
                    X509Data data = (X509Data) info.getContent().get(0);
                    Key key = ((X509Certificate) data.getContent().get(0)).getPublicKey();
                    return () -> key;
                }
            };
            DOMValidateContext context = new DOMValidateContext(first, signature);
            context.setProperty("org.jcp.xml.dsig.secureValidation", Boolean.TRUE);
            boolean valid =
                    XMLSignatureFactory.getInstance("DOM").unmarshalXMLSignature(context).validate(context);
            return valid ? "valid" : "wrong digest or signature";
        } catch (Exception problem) {
            return problem.toString().replaceAll("\\s+", " ");
        }
    }
}
