package dev.sluice.charts;

import dev.sluice.testing.ApiServer;
import java.util.ArrayList;
import java.util.List;

/** The chart of this repository, installed in a way that bears what other tests left. */
final class Chart {
  static final String PATH = "../charts/sluice";
  static final String NAMESPACE = "sluice-system";
  static final String USER = "system:serviceaccount:sluice-system:sluice";

  private Chart() {}

  static String install(ApiServer server, String release, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "upgrade",
                "--install",
                release,
                PATH,
                "--namespace=" + NAMESPACE,
                "--create-namespace",
                "--take-ownership"));
    arguments.addAll(List.of(more));
    return server.helm(arguments.toArray(String[]::new));
  }
}
