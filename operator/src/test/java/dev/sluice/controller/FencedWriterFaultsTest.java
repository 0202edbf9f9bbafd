package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.common.ObjectKey;
import dev.sluice.controller.WriteResult.NoAnswer;
import dev.sluice.controller.WriteResult.Success;
import dev.sluice.operator.Clients;
import dev.sluice.plan.Change;
import dev.sluice.workload.WorkloadKinds;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers that a real API server does not give on demand, from the mock server. */
class FencedWriterFaultsTest {
  private static final String PATH = "/apis/apps/v1/namespaces/shop/deployments/users";
  private static final Change CHANGE =
      new Change.Patch(
          new ObjectKey(WorkloadKinds.DEPLOYMENT, "shop", "users"),
          "uid",
          "7",
          Map.of("spec", Map.of("replicas", 3)),
          "three pods");

  private final KubernetesMockServer server = new KubernetesMockServer(false);
  private KubernetesClient client;

  @BeforeEach
  void start() {
    server.init();
    client =
        Clients.noRetryClient(
            new ConfigBuilder().withMasterUrl(server.url("/").toString()).build());
  }

  @AfterEach
  void stop() {
    client.close();
    server.destroy();
  }

  @ParameterizedTest
  @CsvSource({
    "404, Conflict",
    "409, Conflict",
    "410, Conflict",
    "403, Rejected",
    "422, Rejected",
    "429, NoAnswer",
    "500, NoAnswer",
    "503, NoAnswer"
  })
  void everyAnswerIsAnOutcome(int code, String outcome) {
    answer(code);
    WriteResult<ObjectKey> result = new FencedWriter(client).write(CHANGE);
    assertThat(result.getClass().getSimpleName()).isEqualTo(outcome);
    assertThat(result).asString().contains("message=in its own words");
  }

  @Test
  void nothingIsRetriedByItself() throws InterruptedException {
    answer(500);
    server.expect().patch().withPath(PATH + "?fieldManager=sluice").andReturn(200, "{}").once();
    assertThat(new FencedWriter(client).write(CHANGE)).isInstanceOf(NoAnswer.class);
    assertThat(server.getRequestCount()).isEqualTo(1);
    assertThat(server.takeRequest().getBody().readUtf8())
        .contains("\"resourceVersion\":\"7\"", "\"uid\":\"uid\"");
    assertThat(new FencedWriter(client).write(CHANGE)).isInstanceOf(Success.class);
  }

  private void answer(int code) {
    server
        .expect()
        .patch()
        .withPath(PATH + "?fieldManager=sluice")
        .andReturn(code, new StatusBuilder().withCode(code).withMessage("in its own words").build())
        .once();
  }
}
