package dev.sluice.operator;

import static org.awaitility.Awaitility.await;

import dev.sluice.api.v1alpha1.Phase;
import dev.sluice.testing.ApiServer;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A rate limit needs a right that the chart gives only where it is asked to. */
class RateLimitRightIT extends ReconcileFixture {
  RateLimitRightIT(ApiServer server) {
    super(server);
  }

  @AfterEach
  void withoutTheRight() {
    cluster.asSluice("sluice");
  }

  @Test
  void withoutTheRightItIsRefusedAndWithItWritten() throws IOException {
    prometheus.load("users", 40, 0);
    awaitStatus(status -> status.phase() == Phase.Stable);
    patchRelease("{\"spec\": {\"traffic\": {\"rateLimit\": {\"requests\": 200}}}}");
    awaitAccepted("False", "spec.traffic.rateLimit", "chart value rateLimit.enabled=true");

    operator.close();
    operator =
        start(
            cluster.asSluice("sluice", "--set=rateLimit.enabled=true"),
            "sluice",
            Map.of("SLUICE_RATE_LIMIT", "true"));
    awaitFilter("200");
    awaitAccepted("True");
    patchRelease("{\"spec\": {\"traffic\": {\"rateLimit\": {\"requests\": 300}}}}");
    awaitFilter("300");
    patchRelease("{\"spec\": {\"traffic\": {\"rateLimit\": null}}}");
    awaitFilter("");
  }

  private void awaitAccepted(String state, String... parts) {
    awaitStatus(
        status ->
            status.conditions().stream()
                .filter(condition -> condition.type().equals("Accepted"))
                .filter(condition -> condition.status().equals(state))
                .anyMatch(condition -> Stream.of(parts).allMatch(condition.message()::contains)));
  }

  private void awaitFilter(String tokens) {
    await()
        .atMost(LONG)
        .until(
            () ->
                server
                    .kubectl(
                        "-n",
                        namespace,
                        "get",
                        "envoyfilters",
                        "-o",
                        "jsonpath={.items[*].spec.configPatches[0].patch.value.typed_config.token_bucket.max_tokens}")
                    .strip()
                    .equals(tokens));
  }
}
