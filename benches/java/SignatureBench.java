import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import javax.xml.crypto.KeySelector;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.SignedInfo;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import javax.xml.crypto.dsig.keyinfo.KeyInfo;
import javax.xml.crypto.dsig.keyinfo.KeyInfoFactory;
import javax.xml.crypto.dsig.spec.C14NMethodParameterSpec;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * Signs and verifies a request in one process, many times; prints the medians in milliseconds.
 *
 * <p>Arguments: {@code UNSIGNED.xml SIGNED.xml KEY.pk8 KEY-ALGORITHM METHOD-URI JCA-NAME ID CERTIFICATE.der...}.
 * Lines: {@code sign TOTAL KEY-ALONE} and {@code verify TOTAL KEY-ALONE}.
 */
public class SignatureBench {
    private static final XMLSignatureFactory FACTORY = XMLSignatureFactory.getInstance("DOM");
    private static final int WARM = 400;
    private static final int TIMES = 200;

    public static void main(String[] arguments) throws Exception {
        byte[] unsigned = Files.readAllBytes(Path.of(arguments[0]));
        byte[] signed = Files.readAllBytes(Path.of(arguments[1]));
        PrivateKey key = KeyFactory.getInstance(arguments[3])
                .generatePrivate(new PKCS8EncodedKeySpec(Files.readAllBytes(Path.of(arguments[2]))));
        X509Certificate[] chain = new X509Certificate[arguments.length - 7];
        for (int i = 0; i < chain.length; i++) {
            chain[i] = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(Path.of(arguments[7 + i]))));
        }
        String method = arguments[4];
        String name = arguments[5];
        String id = arguments[6];
        byte[] info = new byte[1_000];
        byte[] value = rawSign(key, name, info);
        double sign = median(() -> sign(unsigned, key, method, id, chain));
        double signKey = median(() -> rawSign(key, name, info));
        double verify = median(() -> verify(signed, chain[0].getPublicKey()));
        double verifyKey = median(() -> rawVerify(chain[0].getPublicKey(), name, info, value));
        System.out.println("sign " + sign + " " + signKey);
        System.out.println("verify " + verify + " " + verifyKey);
    }

    private static double median(Callable<?> job) throws Exception {
        for (int i = 0; i < WARM; i++) {
            job.call();
        }
        long[] times = new long[TIMES];
        for (int i = 0; i < TIMES; i++) {
            long begin = System.nanoTime();
            job.call();
            times[i] = System.nanoTime() - begin;
        }
        Arrays.sort(times);
        return times[TIMES / 2] / 1e6;
    }

    private static byte[] rawSign(PrivateKey key, String name, byte[] message) throws Exception {
        Signature signature = Signature.getInstance(name);
        signature.initSign(key);
        signature.update(message);
        return signature.sign();
    }

    private static boolean rawVerify(PublicKey key, String name, byte[] message, byte[] value) throws Exception {
        Signature signature = Signature.getInstance(name);
        signature.initVerify(key);
        signature.update(message);
        return signature.verify(value);
    }

    private static Document parse(byte[] bytes) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder().parse(new ByteArrayInputStream(bytes));
    }

    private static byte[] sign(byte[] bytes, PrivateKey key, String method, String id, X509Certificate[] chain)
            throws Exception {
        Document document = parse(bytes);
        Element root = document.getDocumentElement();
        root.setIdAttribute("Id", true);
        Reference reference = FACTORY.newReference("#" + id, FACTORY.newDigestMethod(DigestMethod.SHA256, null),
                List.of(FACTORY.newTransform(Transform.ENVELOPED, (TransformParameterSpec) null),
                        FACTORY.newTransform(CanonicalizationMethod.EXCLUSIVE, (TransformParameterSpec) null)),
                null, null);
        SignedInfo info = FACTORY.newSignedInfo(
                FACTORY.newCanonicalizationMethod(CanonicalizationMethod.EXCLUSIVE, (C14NMethodParameterSpec) null),
                FACTORY.newSignatureMethod(method, null), List.of(reference));
        KeyInfoFactory keys = FACTORY.getKeyInfoFactory();
        KeyInfo keyInfo = keys.newKeyInfo(List.of(keys.newX509Data(List.of(chain))));
        FACTORY.newXMLSignature(info, keyInfo).sign(new DOMSignContext(key, root));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TransformerFactory.newInstance().newTransformer().transform(new DOMSource(document), new StreamResult(out));
        return out.toByteArray();
    }

    private static boolean verify(byte[] bytes, PublicKey key) throws Exception {
        Document document = parse(bytes);
        Element root = document.getDocumentElement();
        root.setIdAttribute("Id", true);
        Element signature = (Element) document.getElementsByTagNameNS(XMLSignature.XMLNS, "Signature").item(0);
        DOMValidateContext context = new DOMValidateContext(KeySelector.singletonKeySelector(key), signature);
        context.setProperty("org.jcp.xml.dsig.secureValidation", Boolean.TRUE);
        if (!FACTORY.unmarshalXMLSignature(context).validate(context)) {
            throw new IllegalStateException("does not verify");
        }
        return true;
    }
}
