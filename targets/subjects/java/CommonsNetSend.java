// Sends one message with Commons Net; what to do comes from the environment, MUSTLS_HOST and so on.
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.net.smtp.AuthenticatingSMTPClient;
import org.apache.commons.net.util.TrustManagerUtils;

class CommonsNetSend {
    static String env(String name) { return Trust.env(name); }

    static void send(AuthenticatingSMTPClient smtp) throws Exception {
        int timeout = 1000 * Integer.parseInt(env("TIMEOUT"));
        boolean verify = env("VERIFY").equals("yes");
        smtp.setConnectTimeout(timeout);
        smtp.setDefaultTimeout(timeout);
        smtp.setTrustManager(verify ? Trust.authority()[0] : TrustManagerUtils.getAcceptAllTrustManager());
        smtp.setEndpointCheckingEnabled(verify);
        smtp.connect(env("HOST"), Integer.parseInt(env("PORT")));
        must(smtp, smtp.getReplyCode() / 100 == 2 && smtp.elogin(env("HELO")));
        if (!env("TLS").equals("off")) must(smtp, smtp.execTLS() && smtp.elogin(env("HELO")));
        if (!env("AUTH").equals("none")) {
            String method = env("AUTH").replace('-', '_').toUpperCase();
            must(smtp, smtp.auth(AuthenticatingSMTPClient.AUTH_METHOD.valueOf(method), env("USER"), env("PASSWORD")));
        }
        must(smtp, smtp.setSender(env("FROM")));
        must(smtp, smtp.addRecipient(env("TO")));
        Writer writer = smtp.sendMessageData();
        must(smtp, writer != null);
        writer.write(Files.readString(Path.of(env("MESSAGE")), StandardCharsets.ISO_8859_1));
        writer.close();
        must(smtp, smtp.completePendingCommand());
    }

    static void must(AuthenticatingSMTPClient smtp, boolean done) throws IOException {
        if (!done) throw new IOException("refused: " + smtp.getReplyString());
    }

    public static void main(String[] args) throws Exception {
        AuthenticatingSMTPClient smtp = new AuthenticatingSMTPClient("TLS", false, "UTF-8");
        try {
            send(smtp);
        } catch (IOException e) {
            Trust.fail(e);
        }
        try { smtp.logout(); } catch (IOException e) { } // accepted: a bad goodbye does not change that
    }
}
