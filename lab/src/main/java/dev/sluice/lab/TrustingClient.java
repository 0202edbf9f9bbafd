package dev.sluice.lab;

import dev.sluice.lab.cluster.Pki;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.function.Supplier;

/** The HTTP client for health checks, created when the cluster's certificates exist. */
final class TrustingClient implements Supplier<HttpClient> {
  private final Pki pki;
  private HttpClient client;

  TrustingClient(Pki pki) {
    this.pki = pki;
  }

  @Override
  public synchronized HttpClient get() {
    if (client == null) {
      // etcd and containerd may start before the certificates exist.
      pki.create();
      client =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .connectTimeout(Duration.ofSeconds(2))
              .sslContext(pki.trust())
              .build();
    }
    return client;
  }
}
