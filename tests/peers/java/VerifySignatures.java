import java.io.File;
import java.io.FileInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.xml.crypto.AlgorithmMethod;
import javax.xml.crypto.KeySelector;
import javax.xml.crypto.KeySelectorException;
import javax.xml.crypto.KeySelectorResult;
import javax.xml.crypto.XMLCryptoContext;
import javax.xml.crypto.XMLStructure;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import javax.xml.crypto.dsig.keyinfo.KeyInfo;
import javax.xml.crypto.dsig.keyinfo.X509Data;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Verifies XML signatures with the JDK's own XMLDSig, secure validation on.
 *
 * <p>Arguments: {@code FOLDER-WITH-ROOTS(*.der) FILE...}. One line for each file:
 * {@code valid<TAB>ALGORITHM<TAB>RFC 2253 subject of the leaf}, or {@code invalid<TAB>reason}.
 */
public class VerifySignatures {
    private static final String DS = XMLSignature.XMLNS;

    public static void main(String[] arguments) throws Exception {
        Set<TrustAnchor> anchors = new HashSet<>();
        for (File file : new File(arguments[0]).listFiles((folder, name) -> name.endsWith(".der"))) {
            anchors.add(new TrustAnchor(certificate(file.toPath()), null));
        }
        for (int i = 1; i < arguments.length; i++) {
            System.out.println(verdict(Path.of(arguments[i]), anchors));
        }
    }

    private static X509Certificate certificate(Path file) throws Exception {
        try (FileInputStream in = new FileInputStream(file.toFile())) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static String verdict(Path file, Set<TrustAnchor> anchors) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            Document document = factory.newDocumentBuilder().parse(Files.newInputStream(file));
            NodeList signatures = document.getElementsByTagNameNS(DS, "Signature");
            if (signatures.getLength() != 1) {
                return "invalid\t" + signatures.getLength() + " signatures";
            }
            Element element = (Element) signatures.item(0);
            Element signed = (Element) element.getParentNode();
            signed.setIdAttribute("Id", true);

            Leaf selector = new Leaf();
            DOMValidateContext context = new DOMValidateContext(selector, element);
            context.setProperty("org.jcp.xml.dsig.secureValidation", Boolean.TRUE);
            XMLSignature signature = XMLSignatureFactory.getInstance("DOM").unmarshalXMLSignature(context);
            if (!signature.validate(context)) {
                return "invalid\tsignature value or digest";
            }
            PKIXParameters parameters = new PKIXParameters(anchors);
            parameters.setRevocationEnabled(false);
            CertPathValidator.getInstance("PKIX").validate(
                    CertificateFactory.getInstance("X.509").generateCertPath(selector.path(anchors)), parameters);
            return "valid\t" + signature.getSignedInfo().getSignatureMethod().getAlgorithm() + "\t"
                    + selector.leaf.getSubjectX500Principal().getName("RFC2253");
        } catch (Exception problem) {
            return "invalid\t" + problem.toString().replaceAll("\\s+", " ");
        }
    }

    /** The key of the certificate that issued none of the others. */
    private static final class Leaf extends KeySelector {
        private X509Certificate leaf;
        private final List<X509Certificate> all = new ArrayList<>();

        @Override
        public KeySelectorResult select(KeyInfo info, Purpose purpose, AlgorithmMethod method, XMLCryptoContext context)
                throws KeySelectorException {
            all.clear();
            for (XMLStructure structure : info.getContent()) {
                if (structure instanceof X509Data data) {
                    for (Object item : data.getContent()) {
                        all.add((X509Certificate) item);
                    }
                }
            }
            for (X509Certificate candidate : all) {
                boolean issuer = all.stream().anyMatch(other -> other != candidate
                        && other.getIssuerX500Principal().equals(candidate.getSubjectX500Principal()));
                if (!issuer) {
                    leaf = candidate;
                    Key key = candidate.getPublicKey();
                    return () -> key;
                }
            }
            throw new KeySelectorException("no leaf");
        }

        /** From the leaf upwards, without any root. */
        private List<X509Certificate> path(Set<TrustAnchor> anchors) {
            List<X509Certificate> path = new ArrayList<>();
            X509Certificate current = leaf;
            while (current != null && !current.getSubjectX500Principal().equals(current.getIssuerX500Principal())) {
                path.add(current);
                X509Certificate below = current;
                current = all.stream()
                        .filter(other -> other.getSubjectX500Principal().equals(below.getIssuerX500Principal()))
                        .findFirst().orElse(null);
            }
            return path;
        }
    }
}
