// Sends one message with Jakarta Mail; what to do comes from the environment, MUSTLS_HOST and so on.
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.FileInputStream;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;

class JakartaSend {
    static String env(String name) { return Trust.env(name); }

    static SSLSocketFactory trusting() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, Trust.authority(), null);
        return context.getSocketFactory();
    }

    static Properties properties() throws Exception {
        String timeout = env("TIMEOUT") + "000", auth = env("AUTH");
        Properties p = new Properties();
        p.put("mail.smtp.localhost", env("HELO"));
        p.put("mail.smtp.from", env("FROM"));
        p.put("mail.smtp.connectiontimeout", timeout);
        p.put("mail.smtp.timeout", timeout);
        p.put("mail.smtp.starttls.enable", String.valueOf(!env("TLS").equals("off")));
        p.put("mail.smtp.starttls.required", String.valueOf(env("TLS").equals("required")));
        if (env("VERIFY").equals("yes")) {
            p.put("mail.smtp.ssl.checkserveridentity", "true");
            p.put("mail.smtp.ssl.socketFactory", trusting());
        } else {
            p.put("mail.smtp.ssl.trust", "*");
        }
        p.put("mail.smtp.auth", String.valueOf(!auth.equals("none")));
        if (auth.equals("plain") || auth.equals("login")) p.put("mail.smtp.auth.mechanisms", auth.toUpperCase());
        return p;
    }

    public static void main(String[] args) throws Exception {
        Session session = Session.getInstance(properties());
        boolean login = !env("AUTH").equals("none");
        Transport transport = session.getTransport("smtp");
        try {
            transport.connect(env("HOST"), Integer.parseInt(env("PORT")), login ? env("USER") : null, login ? env("PASSWORD") : null);
            transport.sendMessage(new MimeMessage(session, new FileInputStream(env("MESSAGE"))), InternetAddress.parse(env("TO")));
        } catch (MessagingException e) {
            Trust.fail(e);
        }
        try { transport.close(); } catch (MessagingException e) { } // accepted: a bad goodbye does not change that
    }
}
