package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.common.ObjectKey;
import dev.sluice.common.ReleaseRef;
import dev.sluice.controller.WriteResult.Conflict;
import dev.sluice.controller.WriteResult.NoAnswer;
import dev.sluice.controller.WriteResult.Success;
import dev.sluice.operator.Clients;
import dev.sluice.operator.MeshKinds;
import dev.sluice.plan.Change;
import dev.sluice.traffic.ManagedObject;
import dev.sluice.workload.WorkloadKinds;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers that a real API server does not give on demand, from the mock server. */
class FencedWriterFaultsTest {
  private static final String PATH = "/apis/apps/v1/namespaces/shop/deployments/users";
  private static final String ROUTE =
      "/apis/networking.istio.io/v1/namespaces/shop/virtualservices/users";
  private static final String STRICTLY = "?fieldManager=sluice&fieldValidation=Strict";
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
    WriteResult<?> result = new FencedWriter(client).write(CHANGE);
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

  /** A lost race is observed again; a refusal is shown. The code alone does not tell them apart. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "409 | Operation cannot be fulfilled: the object has been modified | Conflict",
        "409 | admission webhook \"x.y\" denied the request: in use | Rejected",
        "422 | VirtualService \"users\" is invalid: metadata.uid: Invalid value: \"a\" | Conflict",
        "422 | the server rejected our request due to an error in our request | Conflict",
        "422 | spec.subsets: Invalid value: \"array\" | Rejected",
        "422 | spec.env: Unsupported value: supported values: \"metadata.uid\" | Rejected",
        "403 | VirtualService is forbidden: exceeded quota | Rejected",
        "500 | failed calling webhook \"x.y\": connection refused | NoAnswer",
        "504 | Timeout: request did not complete | NoAnswer"
      })
  void theMessageTellsALostRaceFromARefusal(int code, String message, String outcome) {
    server
        .expect()
        .patch()
        .withPath(ROUTE + STRICTLY)
        .andReturn(code, new StatusBuilder().withCode(code).withMessage(message).build())
        .once();
    WriteResult<?> result = new FencedWriter(client).write(replacing());
    assertThat(result.getClass().getSimpleName()).isEqualTo(outcome);
    assertThat(result).asString().contains(message);
  }

  @Test
  void anExistingObjectIsReplacedByAJsonPatchWithoutATest() throws InterruptedException {
    server
        .expect()
        .patch()
        .withPath(ROUTE + STRICTLY)
        .andReturn(200, "{\"spec\":{\"hosts\":[\"stored\"]}}")
        .once();
    assertThat(new FencedWriter(client).write(replacing()))
        .isEqualTo(new Success<>(Map.of("spec", Map.of("hosts", List.of("stored")))));
    assertThat(server.getRequestCount()).as("nothing is read before").isEqualTo(1);
    RecordedRequest request = server.takeRequest();
    assertThat(request.getHeader("Content-Type")).startsWith("application/json-patch+json");
    assertThat(request.getBody().readUtf8())
        .contains(
            "\"path\":\"/metadata/resourceVersion\"",
            "\"path\":\"/metadata/labels/sluice.dev~1release\"",
            "\"path\":\"/spec\"")
        .doesNotContain("\"test\"");
  }

  @Test
  void anObjectThatMustNotExistIsPosted() {
    server
        .expect()
        .post()
        .withPath(ROUTE.substring(0, ROUTE.lastIndexOf('/')) + STRICTLY)
        .andReturn(409, new StatusBuilder().withCode(409).withMessage("already exists").build())
        .once();
    assertThat(new FencedWriter(client).write(apply(Map.of()))).isInstanceOf(Conflict.class);
  }

  private static Change replacing() {
    return apply(
        Map.of(
            "metadata",
            Map.of("resourceVersion", "7", "labels", Map.of("sluice.dev/release", "users")),
            "spec",
            Map.of()));
  }

  private static Change apply(Map<String, Object> replaced) {
    ObjectKey key = new ObjectKey(MeshKinds.of("VirtualService"), "shop", "users");
    Map<String, Object> object =
        ManagedObject.of(
            key,
            new ReleaseRef("shop", "users", "sluice-system/sluice", "users", "users"),
            Map.of("hosts", List.of("users")));
    return new Change.Apply(key, object, replaced, "");
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
