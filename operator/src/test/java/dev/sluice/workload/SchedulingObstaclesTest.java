package dev.sluice.workload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SchedulingObstaclesTest {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  @Test
  void anOrdinaryTemplateHasNone() throws JsonProcessingException {
    assertThat(
            obstacles(
                """
                metadata: {labels: {app: users}}
                spec:
                  containers: [{name: main, ports: [{containerPort: 8080}]}]
                  volumes: [{name: tmp, emptyDir: {}}]
                  affinity:
                    podAntiAffinity:
                      preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1}]
                """))
        .isEmpty();
  }

  @Test
  void whatOnePodTakesFromAnotherIsOne() throws JsonProcessingException {
    assertThat(
            obstacles(
                """
                spec:
                  hostNetwork: true
                  containers: [{name: main, ports: [{hostPort: 8080}, {hostPort: 8080}]}]
                  volumes: [{name: data, persistentVolumeClaim: {claimName: users}}]
                """))
        .containsExactly(
            "hostPort 8080",
            "hostNetwork",
            "PersistentVolumeClaim users, unless it is ReadWriteMany");
  }

  @Test
  void antiAffinityCountsWhereItMeansTheVersionsOwnPodsAndNodes() throws JsonProcessingException {
    assertThat(obstacles(antiAffinity("users", "kubernetes.io/hostname"))).hasSize(1);
    assertThat(obstacles(antiAffinity("orders", "kubernetes.io/hostname"))).isEmpty();
    assertThat(obstacles(antiAffinity("users", "topology.kubernetes.io/zone"))).isEmpty();
  }

  private static String antiAffinity(String app, String topology) {
    return """
    metadata: {labels: {app: users, tier: web}}
    spec:
      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            - {labelSelector: {matchLabels: {app: %s}}, topologyKey: %s}
    """
        .formatted(app, topology);
  }

  private static List<String> obstacles(String template) throws JsonProcessingException {
    return SchedulingObstacles.of(
        YAML.readValue(template, new TypeReference<Map<String, Object>>() {}));
  }
}
