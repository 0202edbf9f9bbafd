package dev.sluice.operator;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;

/** Makes clients of the API server, all on the JDK's HTTP client. */
public final class Clients {
  private static final int WRITE_TIMEOUT_MILLIS = 5_000;

  private Clients() {}

  /** A client by the usual configuration: in-cluster, or the user's kubeconfig. */
  public static KubernetesClient usual() {
    return of(new ConfigBuilder().build());
  }

  static KubernetesClient of(Config config) {
    return new KubernetesClientBuilder()
        .withHttpClientFactory(new JdkHttpClientFactory())
        .withConfig(config)
        .build();
  }

  /** One that retries nothing and waits for no answer long: who calls decides anew. */
  public static KubernetesClient impatient(Config config) {
    return of(
        new ConfigBuilder(config)
            .withRequestRetryBackoffLimit(0)
            .withRequestTimeout(WRITE_TIMEOUT_MILLIS)
            .withConnectionTimeout(WRITE_TIMEOUT_MILLIS)
            .build());
  }
}
