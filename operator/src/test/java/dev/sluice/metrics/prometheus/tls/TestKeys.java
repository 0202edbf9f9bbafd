package dev.sluice.metrics.prometheus.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A key and its certificate, made for one test by the JDK's keytool. */
record TestKeys(KeyStore store) {
  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final String ALIAS = "own";

  /**
   * Makes one.
   *
   * @param algorithm RSA, EC or Ed25519
   */
  static TestKeys made(Path directory, String algorithm) throws Exception {
    Path file = Files.createTempFile(directory, "keys", ".p12");
    Files.delete(file);
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-storetype",
                "PKCS12",
                "-alias",
                ALIAS,
                "-keyalg",
                algorithm,
                "-dname",
                "CN=test",
                "-ext",
                "SAN=ip:127.0.0.1",
                "-validity",
                "2",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("keytool.log").toFile())
            .start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(keytool.exitValue()).isZero();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    return new TestKeys(store);
  }

  /** A server's side that has this certificate and wants {@code client}'s, if there is one. */
  SSLContext server(TestKeys client) throws GeneralSecurityException, IOException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("client", (client == null ? this : client).certificate());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private java.security.cert.Certificate certificate() throws GeneralSecurityException {
    return store.getCertificate(ALIAS);
  }

  String certificatePem() throws GeneralSecurityException {
    return pem("CERTIFICATE", certificate().getEncoded());
  }

  /** The private key as PKCS #8. */
  String keyPem() throws GeneralSecurityException {
    return pem("PRIVATE KEY", pkcs8());
  }

  /** The private key in the older form of its kind: PKCS #1 or SEC 1. */
  String oldKeyPem(String label) throws GeneralSecurityException {
    ByteBuffer pkcs8 = ByteBuffer.wrap(pkcs8());
    content(pkcs8);
    skip(pkcs8);
    skip(pkcs8);
    int length = content(pkcs8);
    return pem(
        label, Arrays.copyOfRange(pkcs8.array(), pkcs8.position(), pkcs8.position() + length));
  }

  private byte[] pkcs8() throws GeneralSecurityException {
    return store.getKey(ALIAS, PASSWORD).getEncoded();
  }

  private static void skip(ByteBuffer der) {
    int length = content(der);
    der.position(der.position() + length);
  }

  /** Goes to the content of the next element; its length. */
  private static int content(ByteBuffer der) {
    der.get();
    int length = der.get();
    if (length >= 0) {
      return length;
    }
    int bytes = length & 0x7f;
    length = 0;
    for (int i = 0; i < bytes; i++) {
      length = (length << 8) | (der.get() & 0xff);
    }
    return length;
  }

  static String pem(String label, byte[] content) {
    byte[] lineBreak = "\n".getBytes(StandardCharsets.US_ASCII);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, Base64.getMimeEncoder(64, lineBreak).encodeToString(content), label);
  }
}
