package dev.sluice.metrics.prometheus.tls;

import dev.sluice.messages.CredentialMessages;
import java.io.IOException;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** The HTTP client for one server; replaced when its TLS files change. */
public final class TlsHttpClients {
  private static final char[] NO_PASSWORD = new char[0];
  private static final byte[] CHALLENGE = new byte[32];

  private final Credentials credentials;
  private final Duration timeout;
  private byte[][] files;
  private HttpClient client;

  public TlsHttpClients(Credentials credentials, Duration timeout) {
    this.credentials = credentials;
    this.timeout = timeout;
  }

  /**
   * A client with the current files.
   *
   * @throws UnusableCredentialException if one of them cannot be used
   */
  public synchronized HttpClient client() throws UnusableCredentialException {
    byte[][] now = {
      content(credentials.ca()), content(credentials.certificate()), content(credentials.key())
    };
    if (client == null || !Arrays.deepEquals(files, now)) {
      HttpClient.Builder builder =
          HttpClient.newBuilder()
              .connectTimeout(timeout)
              .followRedirects(HttpClient.Redirect.NEVER)
              .version(HttpClient.Version.HTTP_1_1);
      if (credentials.ca().isPresent() || credentials.certificate().isPresent()) {
        builder.sslContext(tls(now[0], now[1], now[2]));
      }
      client = builder.build();
      files = now;
    }
    return client;
  }

  private static byte[] content(Optional<CredentialFile> file) throws UnusableCredentialException {
    return file.isPresent() ? file.get().read() : new byte[0];
  }

  private SSLContext tls(byte[] ca, byte[] certificate, byte[] key)
      throws UnusableCredentialException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(certificate, key), trust(ca), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      CredentialFile file = credentials.certificate().or(credentials::ca).orElseThrow();
      throw file.unusable(e.getMessage());
    }
  }

  /** Null for the system's. */
  private TrustManager[] trust(byte[] ca)
      throws GeneralSecurityException, IOException, UnusableCredentialException {
    if (credentials.ca().isEmpty()) {
      return null;
    }
    KeyStore store = empty();
    int number = 0;
    for (X509Certificate trusted : certificates(credentials.ca().get(), ca)) {
      store.setCertificateEntry("ca" + number++, trusted);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  /** Null for none. */
  private KeyManager[] keys(byte[] certificate, byte[] key)
      throws GeneralSecurityException, IOException, UnusableCredentialException {
    if (credentials.certificate().isEmpty() || credentials.key().isEmpty()) {
      return null;
    }
    List<X509Certificate> chain = certificates(credentials.certificate().get(), certificate);
    PublicKey owner = chain.get(0).getPublicKey();
    KeyStore store = empty();
    store.setKeyEntry(
        "client",
        privateKey(credentials.key().get(), key, owner),
        NO_PASSWORD,
        chain.toArray(Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  private static List<X509Certificate> certificates(CredentialFile file, byte[] content)
      throws UnusableCredentialException {
    try {
      return Pem.certificates(content);
    } catch (GeneralSecurityException e) {
      throw file.unusable(e.getMessage());
    }
  }

  private static PrivateKey privateKey(CredentialFile file, byte[] content, PublicKey owner)
      throws UnusableCredentialException {
    try {
      PrivateKey key = Pem.key(content, owner);
      if (!belongs(key, owner)) {
        throw file.unusable(CredentialMessages.otherKey());
      }
      return key;
    } catch (GeneralSecurityException e) {
      throw file.unusable(e.getMessage());
    }
  }

  /** The certificate must verify what the key signs. */
  private static boolean belongs(PrivateKey key, PublicKey owner) throws GeneralSecurityException {
    String kind = owner.getAlgorithm();
    String algorithm =
        kind.equals("RSA") ? "SHA256withRSA" : kind.equals("EC") ? "SHA256withECDSA" : kind;
    Signature signer = Signature.getInstance(algorithm);
    signer.initSign(key);
    signer.update(CHALLENGE);
    Signature verifier = Signature.getInstance(algorithm);
    verifier.initVerify(owner);
    verifier.update(CHALLENGE);
    return verifier.verify(signer.sign());
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
