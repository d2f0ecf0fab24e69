import java.io.*;
import java.nio.file.*;
import java.security.*;
import java.security.cert.Certificate;
import java.util.*;
import javax.crypto.*;
import javax.crypto.spec.*;

/**
 * Reads and writes PKCS#12 as Java does, for the tests and comparisons of ehealth-keystore.
 * Modes: jdk, bc (BouncyCastle's own store), front (the JDK's store, BouncyCastle registered second).
 */
public class Peers {
    static KeyStore instance(String mode) throws Exception {
        if (mode.equals("jdk")) return KeyStore.getInstance("PKCS12");
        Class<?> provider = Class.forName("org.bouncycastle.jce.provider.BouncyCastleProvider");
        Provider bouncyCastle = (Provider) provider.getDeclaredConstructor().newInstance();
        Security.insertProviderAt(bouncyCastle, 2);
        return mode.equals("bc") ? KeyStore.getInstance("PKCS12", "BC") : KeyStore.getInstance("PKCS12");
    }

    static KeyStore load(String mode, String file, char[] password) throws Exception {
        KeyStore store = instance(mode);
        try (InputStream in = new FileInputStream(file)) {
            store.load(in, password);
        }
        return store;
    }

    static String sha256(byte[] bytes) throws Exception {
        StringBuilder text = new StringBuilder();
        for (byte b : MessageDigest.getInstance("SHA-256").digest(bytes)) text.append(String.format("%02x", b));
        return text.toString();
    }

    static void list(KeyStore store, char[] password) throws Exception {
        for (String alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias)) {
                Key key = store.getKey(alias, password);
                Certificate leaf = store.getCertificate(alias);
                Signature signature = Signature.getInstance("SHA256withRSA");
                signature.initSign((PrivateKey) key);
                byte[] bytes = signature.sign();
                signature.initVerify(leaf.getPublicKey());
                if (!signature.verify(bytes)) throw new Exception("key and certificate differ: " + alias);
                System.out.println("KEY " + alias.toLowerCase() + " " + sha256(leaf.getPublicKey().getEncoded())
                    + " " + store.getCertificateChain(alias).length);
            } else {
                System.out.println("CERTIFICATE " + alias);
            }
        }
    }

    /** The derivations that opening needs: two keys, one content, the MAC. */
    static double derivations(boolean modern, char[] password, int iterations) throws Exception {
        String cipher = modern ? "PBEWithHmacSHA256AndAES_256" : "PBEWithSHA1AndDESede";
        String mac = modern ? "HmacPBESHA256" : "HmacPBESHA1";
        SecretKey key = SecretKeyFactory.getInstance("PBE").generateSecret(new PBEKeySpec(password));
        byte[] salt = new byte[20], iv = new byte[16];
        long begin = System.nanoTime();
        for (int each = 0; each < 3; each++) {
            PBEParameterSpec parameters = modern
                ? new PBEParameterSpec(salt, iterations, new IvParameterSpec(iv)) : new PBEParameterSpec(salt, iterations);
            Cipher.getInstance(cipher).init(Cipher.ENCRYPT_MODE, key, parameters);
        }
        Mac.getInstance(mac).init(key, new PBEParameterSpec(salt, iterations));
        return (System.nanoTime() - begin) / 1e6;
    }

    /** Milliseconds of one opening, one writing, and the derivations alone, the least of all rounds; all in memory. */
    static void bench(String mode, String file, char[] password, int times, boolean modern) throws Exception {
        byte[] bytes = Files.readAllBytes(Paths.get(file));
        double[] open = new double[times], write = new double[times], derive = new double[times];
        for (int round = -3; round < times; round++) {
            long begin = System.nanoTime();
            KeyStore store = instance(mode);
            store.load(new ByteArrayInputStream(bytes), password);
            Map<String, Key> keys = new TreeMap<>();
            for (String alias : Collections.list(store.aliases()))
                if (store.isKeyEntry(alias)) keys.put(alias, store.getKey(alias, password));
            long middle = System.nanoTime();
            KeyStore copy = instance(mode);
            copy.load(null, null);
            for (String alias : Collections.list(store.aliases()))
                if (keys.containsKey(alias))
                    copy.setKeyEntry(alias, keys.get(alias), password, store.getCertificateChain(alias));
                else copy.setCertificateEntry(alias, store.getCertificate(alias));
            copy.store(new ByteArrayOutputStream(), password);
            long end = System.nanoTime();
            double kdf = derivations(modern, password, 100000);
            if (round >= 0) {
                open[round] = (middle - begin) / 1e6;
                write[round] = (end - middle) / 1e6;
                derive[round] = kdf;
            }
        }
        for (double[] each : new double[][] {open, write, derive}) Arrays.sort(each);
        System.out.println("OPEN " + open[0]);
        System.out.println("WRITE " + write[0]);
        System.out.println("KDF " + derive[0]);
    }

    public static void main(String[] arguments) throws Exception {
        String mode = arguments[1];
        char[] password = arguments[3].toCharArray();
        if (arguments[0].equals("version")) {
            System.out.println(System.getProperty("java.version"));
        } else if (arguments[0].equals("read")) {
            list(load(mode, arguments[2], password), password);
        } else if (arguments[0].equals("bench")) {
            bench(mode, arguments[2], password, Integer.parseInt(arguments[4]), arguments[5].equals("modern"));
        } else {
            // All is taken out before another provider comes in front.
            KeyStore from = load("jdk", arguments[2], password);
            Map<String, Key> keys = new TreeMap<>();
            for (String alias : Collections.list(from.aliases()))
                if (from.isKeyEntry(alias)) keys.put(alias, from.getKey(alias, password));
            KeyStore to = instance(mode);
            to.load(null, null);
            for (String alias : Collections.list(from.aliases())) {
                if (keys.containsKey(alias)) {
                    to.setKeyEntry(alias, keys.get(alias), password, from.getCertificateChain(alias));
                } else {
                    to.setCertificateEntry(alias, from.getCertificate(alias));
                }
            }
            try (OutputStream out = new FileOutputStream(arguments[4])) {
                to.store(out, password);
            }
        }
    }
}
