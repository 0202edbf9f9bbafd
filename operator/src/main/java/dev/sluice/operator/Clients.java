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

  /** A client with the default configuration: in-cluster, or the user's kubeconfig. */
  public static KubernetesClient defaultClient() {
    return of(new ConfigBuilder().build());
  }

  static KubernetesClient of(Config config) {
    return new KubernetesClientBuilder()
        .withHttpClientFactory(new JdkHttpClientFactory())
        .withConfig(config)
        .build();
  }

  /** A client without retries and with a short timeout: its callers decide again instead. */
  public static KubernetesClient noRetryClient(Config config) {
    return of(
        new ConfigBuilder(config)
            .withRequestRetryBackoffLimit(0)
            .withRequestTimeout(WRITE_TIMEOUT_MILLIS)
            .withConnectionTimeout(WRITE_TIMEOUT_MILLIS)
            .build());
  }
}
