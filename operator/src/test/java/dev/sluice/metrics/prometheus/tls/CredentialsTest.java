package dev.sluice.metrics.prometheus.tls;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.sluice.analysis.MissingData;
import dev.sluice.metrics.prometheus.FakePrometheus;
import dev.sluice.metrics.prometheus.PrometheusClient;
import dev.sluice.metrics.prometheus.QueryResult;
import dev.sluice.metrics.prometheus.QueryResult.Data;
import dev.sluice.metrics.prometheus.QueryResult.Failure;
import dev.sluice.metrics.prometheus.RangeQuery;
import dev.sluice.metrics.prometheus.TimeRange;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is shown to a server over real HTTP and TLS. */
class CredentialsTest {
  private static final String NOTHING =
      "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[]}}";
  private static final String SECRET = "s3cr3t-of-the-operator";

  private static TestKeys server;

  @TempDir private Path directory;
  private final List<String> authorizations = new CopyOnWriteArrayList<>();
  private final List<HttpServer> servers = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private volatile int status = 200;
  private Path mount;

  @BeforeAll
  static void server(@TempDir Path directory) throws Exception {
    server = TestKeys.made(directory, "RSA");
  }

  /** Files appear as Kubernetes mounts them: links into a folder that is swapped as a whole. */
  @BeforeEach
  void mount() throws IOException {
    mount = Files.createDirectory(directory.resolve("mount"));
    Files.createSymbolicLink(
        mount.resolve("..data"), Files.createDirectory(mount.resolve("..1")).getFileName());
  }

  @AfterEach
  void stop() {
    servers.forEach(server -> server.stop(0));
    threads.shutdownNow();
  }

  @Test
  void aTokenIsReadAnewForEachQuery() throws Exception {
    Credentials credentials = bearer(file("token", SECRET + "\n"));
    PrometheusClient client = client(plain(), credentials);
    assertThat(ask(client)).isInstanceOf(Data.class);
    swap("token", "renewed");
    assertThat(ask(client)).isInstanceOf(Data.class);
    assertThat(authorizations).containsExactly("Bearer " + SECRET, "Bearer renewed");
  }

  @Test
  void nameAndPasswordAreSentAsBasicAuthentication() throws Exception {
    Credentials credentials =
        new Credentials(
            Optional.empty(),
            Optional.of(file("name", "Aladdin")),
            Optional.of(file("password", "open sesame\n")),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    assertThat(ask(client(plain(), credentials))).isInstanceOf(Data.class);
    // The example of RFC 7617, section 2.
    assertThat(authorizations).containsExactly("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  }

  @ParameterizedTest
  @CsvSource({"401", "403"})
  void aRefusalIsNamedAndTheSecretIsNot(int code) throws Exception {
    status = code;
    QueryResult answer = ask(client(plain(), bearer(file("token", SECRET))));
    assertFailure(
        answer,
        MissingData.Unauthorized.class,
        "Prometheus rejected the credentials (HTTP %d); renew them in the mounted Secret"
            .formatted(code));
    assertFailure(
        ask(client(plain(), Credentials.NONE)),
        MissingData.Unauthorized.class,
        "Prometheus requires authentication");
  }

  @Test
  void aFileThatCannotBeUsedIsAFailureAndComesBack() throws Exception {
    CredentialFile token = file("token", SECRET);
    PrometheusClient client = client(plain(), bearer(token));
    Files.delete(mount.resolve("..1").resolve("token"));
    assertFailure(
        ask(client),
        MissingData.UnusableCredentials.class,
        "TOKEN=\"%s\" cannot be used: it cannot be read; mount the Secret that has it"
            .formatted(token.path()));
    swap("token", "");
    assertFailure(ask(client), MissingData.UnusableCredentials.class, "it is empty");
    swap("token", SECRET + " " + SECRET);
    assertFailure(ask(client), MissingData.UnusableCredentials.class, "a token has no spaces");
    swap("token", SECRET + "\r\nX-Other: " + SECRET);
    assertFailure(
        ask(client), MissingData.UnusableCredentials.class, "it must hold one line of text");
    assertThat(authorizations).isEmpty();
    swap("token", SECRET);
    assertThat(ask(client)).isInstanceOf(Data.class);
  }

  @Test
  void onlyTheNamedAuthorityIsTrusted() throws Exception {
    URI address = tls(server, null);
    assertFailure(
        ask(client(address, Credentials.NONE)), MissingData.TlsFailed.class, "check the CA");
    CredentialFile ca = file("ca", TestKeys.made(directory, "EC").certificatePem());
    PrometheusClient client = client(address, withCa(ca));
    assertFailure(ask(client), MissingData.TlsFailed.class, "TLS to Prometheus at 127.0.0.1");
    swap("ca", "# ours\n" + server.certificatePem());
    assertThat(ask(client)).isInstanceOf(Data.class);
    swap("ca", "no certificate");
    assertFailure(
        ask(client), MissingData.UnusableCredentials.class, "it has no CERTIFICATE in PEM");
  }

  @ParameterizedTest
  @CsvSource({
    "RSA, PRIVATE KEY",
    "RSA, RSA PRIVATE KEY",
    "EC, PRIVATE KEY",
    "EC, EC PRIVATE KEY",
    "Ed25519, PRIVATE KEY"
  })
  void aClientCertificateIsShown(String algorithm, String label) throws Exception {
    TestKeys own = TestKeys.made(directory, algorithm);
    URI address = tls(server, own);
    CredentialFile ca = file("ca", server.certificatePem());
    assertFailure(ask(client(address, withCa(ca))), MissingData.class, "Prometheus at 127.0.0.1");
    Credentials credentials =
        mutual(
            ca,
            file("certificate", own.certificatePem()),
            file("key", label.equals("PRIVATE KEY") ? own.keyPem() : own.oldKeyPem(label)));
    assertThat(ask(client(address, credentials))).isInstanceOf(Data.class);
  }

  @Test
  void aRenewedCertificateIsSeenAndAWrongKeyIsNamed() throws Exception {
    TestKeys old = TestKeys.made(directory, "EC");
    TestKeys renewed = TestKeys.made(directory, "EC");
    Credentials credentials =
        mutual(
            file("ca", server.certificatePem()),
            file("certificate", old.certificatePem()),
            file("key", old.keyPem()));
    PrometheusClient client = client(tls(server, renewed), credentials);
    assertFailure(ask(client), MissingData.class, "Prometheus at 127.0.0.1");
    swap("certificate", renewed.certificatePem());
    assertFailure(
        ask(client), MissingData.UnusableCredentials.class, "it is not the key of the certificate");
    swap("key", renewed.keyPem());
    assertThat(ask(client)).isInstanceOf(Data.class);
    swap("key", TestKeys.pem("ENCRYPTED PRIVATE KEY", new byte[10]));
    assertFailure(ask(client), MissingData.UnusableCredentials.class, "the key is encrypted");
    swap("key", TestKeys.pem("PRIVATE KEY", new byte[10]));
    assertFailure(
        ask(client),
        MissingData.UnusableCredentials.class,
        "it is not a key of the certificate's algorithm, EC");
  }

  @Test
  void whatCannotGoTogetherIsNamed() throws Exception {
    CredentialFile one = new CredentialFile("ONE", Path.of("/one"));
    CredentialFile two = new CredentialFile("TWO", Path.of("/two"));
    Optional<CredentialFile> none = Optional.empty();
    URI http = URI.create("http://p:9090");
    URI https = URI.create("https://p:9090");
    assertThat(Credentials.NONE.contradictions(http)).isEmpty();
    assertThat(
            new Credentials(Optional.of(one), Optional.of(two), none, none, none, none)
                .contradictions(http))
        .containsExactly(
            "TWO=\"/two\" has no file with the password; set it too or remove the user name",
            "ONE=\"/one\" and TWO=\"/two\" cannot both be set; remove one");
    Credentials halves =
        new Credentials(none, none, Optional.of(one), none, none, Optional.of(two));
    assertThat(halves.contradictions(https))
        .containsExactly(
            "ONE=\"/one\" has no file with the user name; set it too or remove the password",
            "TWO=\"/two\" has no file with the certificate; set it too or remove the key");
    assertThat(withCa(one).contradictions(https)).isEmpty();
    assertThat(withCa(one).contradictions(http))
        .containsExactly("ONE=\"/one\" needs an address that begins with https://");
  }

  private static Credentials bearer(CredentialFile token) {
    return new Credentials(
        Optional.of(token),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static Credentials withCa(CredentialFile ca) {
    return new Credentials(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(ca),
        Optional.empty(),
        Optional.empty());
  }

  private static Credentials mutual(
      CredentialFile ca, CredentialFile certificate, CredentialFile key) {
    return new Credentials(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(ca),
        Optional.of(certificate),
        Optional.of(key));
  }

  private CredentialFile file(String name, String content) throws IOException {
    Files.writeString(mount.resolve("..data").resolve(name), content);
    Path link = mount.resolve(name);
    Files.deleteIfExists(link);
    Files.createSymbolicLink(link, Path.of("..data", name));
    return new CredentialFile(name.toUpperCase(java.util.Locale.ROOT), link);
  }

  /** Changes one file the way a kubelet does: a new folder, and the link to it renamed over. */
  private void swap(String name, String content) throws IOException {
    Path before = mount.resolve(Files.readSymbolicLink(mount.resolve("..data")));
    Path after = Files.createTempDirectory(mount, "..");
    try (var files = Files.list(before)) {
      for (Path file : files.toList()) {
        Files.copy(file, after.resolve(file.getFileName()));
      }
    }
    Files.writeString(after.resolve(name), content);
    Path link = Files.createSymbolicLink(mount.resolve("..tmp"), after.getFileName());
    Files.move(
        link,
        mount.resolve("..data"),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  private URI plain() throws IOException {
    return started(HttpServer.create(loopback(), 0), "http");
  }

  private URI tls(TestKeys own, TestKeys client) throws Exception {
    SSLContext context = own.server(client);
    HttpsServer server = HttpsServer.create(loopback(), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters tls = context.getDefaultSSLParameters();
            tls.setNeedClientAuth(client != null);
            parameters.setSSLParameters(tls);
          }
        });
    return started(server, "https");
  }

  private static InetSocketAddress loopback() throws IOException {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private URI started(HttpServer server, String scheme) {
    servers.add(server);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            String header = exchange.getRequestHeaders().getFirst("Authorization");
            if (header != null) {
              authorizations.add(header);
            }
            exchange.getRequestBody().readAllBytes();
            FakePrometheus.send(exchange, status, status == 200 ? NOTHING : "");
          }
        });
    server.start();
    return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort());
  }

  private static PrometheusClient client(URI address, Credentials credentials) {
    return new PrometheusClient(
        address, credentials, Duration.ofSeconds(60), 100_000, answer -> {});
  }

  private static QueryResult ask(PrometheusClient client) {
    return client.query(new RangeQuery("x", new TimeRange(0, 0), 15));
  }

  private static void assertFailure(
      QueryResult answer, Class<? extends MissingData> cause, String message) {
    assertThat(answer)
        .isInstanceOfSatisfying(
            Failure.class,
            failure -> {
              assertThat(failure.cause().describe()).contains(message).doesNotContain(SECRET);
              assertThat(failure.cause()).isInstanceOf(cause);
            });
  }
}
