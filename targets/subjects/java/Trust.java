import java.io.FileInputStream;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

// What the drivers in Java share: the environment, MUSTLS_HOST and so on; the authority to trust; the end.
class Trust {
    static String env(String name) { return System.getenv("MUSTLS_" + name); }

    static TrustManager[] authority() throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(new FileInputStream(env("CA"))));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        return trust.getTrustManagers();
    }

    static void fail(Exception e) {
        System.out.println(e.toString().replaceAll("\\s+", " "));
        System.exit(1);
    }
}
