package dev.sluice.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Objects survive a JSON round trip, including objects that a later version has written. */
class SerializationTest {
  private final KubernetesSerialization serialization = new KubernetesSerialization();

  @Test
  void everyFieldSurvives() {
    CanaryRelease release = full();
    CanaryRelease read =
        serialization.unmarshal(serialization.asJson(release), CanaryRelease.class);
    assertThat(read.getSpec()).isEqualTo(release.getSpec());
    assertThat(read.getStatus()).isEqualTo(release.getStatus());
  }

  @Test
  void theFormerNameOfWindowIsRead() {
    PrometheusMetric stored =
        serialization.unmarshal("{\"query\":\"up\",\"of\":7}", PrometheusMetric.class);
    assertThat(stored.latestSamples()).isEqualTo(7);
    assertThat(serialization.asJson(stored)).isEqualTo("{\"query\":\"up\",\"of\":7}");
  }

  @Test
  void absentFieldsStayAbsent() {
    CanaryRelease release = new CanaryRelease();
    release.setSpec(
        new CanaryReleaseSpec(new Target("users"), null, null, null, null, null, null, null));
    String json = serialization.asJson(release.getSpec());
    assertThat(json).isEqualTo("{\"target\":{\"deployment\":\"users\"}}");
  }

  @Test
  void fieldsOfALaterVersionAreIgnoredEverywhere() {
    JsonNode tree = serialization.convertValue(full(), JsonNode.class);
    List<ObjectNode> objects = new ArrayList<>();
    collectObjects(tree.get("spec"), objects);
    collectObjects(tree.get("status"), objects);
    objects.forEach(o -> o.put("fieldOfALaterVersion", 1));
    CanaryRelease read = serialization.unmarshal(tree.toString(), CanaryRelease.class);
    assertThat(objects).hasSizeGreaterThan(20);
    assertThat(read.getStatus()).isEqualTo(full().getStatus());
    assertThat(read.getSpec().steps()).isEqualTo(full().getSpec().steps());
  }

  @Test
  void valuesOfALaterVersionReadAsAbsent() {
    JsonNode tree = serialization.convertValue(full(), JsonNode.class);
    for (String pointer :
        List.of(
            "/spec/steps/0/until",
            "/spec/analysis/mode",
            "/spec/analysis/metrics/0/mode",
            "/spec/analysis/onInconclusive/then",
            "/spec/analysis/onNoData/then",
            "/spec/analysis/onNoTraffic/then",
            "/spec/security/mtls/mode",
            "/spec/onDelete/rejectedTemplate",
            "/spec/onDelete/security",
            "/status/phase",
            "/status/release/outcome",
            "/status/history/0/outcome")) {
      int slash = pointer.lastIndexOf('/');
      ObjectNode parent = (ObjectNode) tree.at(pointer.substring(0, slash));
      assertThat(parent.put(pointer.substring(slash + 1), "OfALaterVersion")).isNotNull();
    }
    ((ArrayNode) tree.at("/spec/analysis/metrics/0/errorRate/grpc")).add("OfALaterVersion");
    CanaryRelease read = serialization.unmarshal(tree.toString(), CanaryRelease.class);
    assertThat(read.getSpec().steps().get(0)).isEqualTo(new StepSpec("few", 5, "1m", null));
    assertThat(read.getSpec().analysis().mode()).isNull();
    assertThat(read.getSpec().analysis().metrics().get(0).mode()).isNull();
    assertThat(read.getSpec().analysis().metrics().get(0).errorRate().grpc())
        .containsExactly(GrpcStatus.INTERNAL, null);
    assertThat(read.getSpec().analysis().onInconclusive())
        .isEqualTo(new OnInconclusive("15m", null));
    assertThat(read.getSpec().analysis().onNoData()).isEqualTo(new OnNoData("30m", null));
    assertThat(read.getSpec().analysis().onNoTraffic()).isEqualTo(new OnNoTraffic("1h", null));
    assertThat(read.getSpec().security().mtls()).isEqualTo(new Mtls(null));
    assertThat(read.getSpec().onDelete()).isEqualTo(new OnDelete(null, null));
    assertThat(read.getStatus().phase()).isNull();
    assertThat(read.getStatus().release().outcome()).isNull();
    assertThat(read.getStatus().history().get(0).outcome()).isNull();
  }

  private static CanaryRelease full() {
    CanaryRelease release = new CanaryRelease();
    release.setSpec(Samples.fullSpec());
    release.setStatus(Samples.fullStatus());
    return release;
  }

  private static void collectObjects(JsonNode node, List<ObjectNode> into) {
    if (node instanceof ObjectNode object) {
      into.add(object);
    }
    node.forEach(child -> collectObjects(child, into));
  }
}
