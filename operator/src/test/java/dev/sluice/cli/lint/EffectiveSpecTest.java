package dev.sluice.cli.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EffectiveSpecTest {

  static Stream<Path> valid() throws IOException {
    return LinterTest.valid();
  }

  private static Linter lint(String text) {
    Linter linter = new Linter();
    linter.read("f.yaml", text);
    assertThat(linter.problems()).isEmpty();
    return linter;
  }

  @ParameterizedTest
  @MethodSource("valid")
  void theEffectiveSpecHasTheSamePolicy(Path file) throws IOException {
    for (LintedRelease found : lint(Files.readString(file)).releases()) {
      Linter again = lint(EffectiveSpec.yaml(found));
      assertThat(again.releases()).hasSize(1);
      assertThat(again.releases().get(0).policy()).isEqualTo(found.policy());
    }
  }

  @Test
  void everyDefaultIsWritten() {
    Linter least =
        lint(
            """
            apiVersion: sluice.dev/v1alpha1
            kind: CanaryRelease
            metadata: {name: users}
            spec: {target: {deployment: users}}
            """);
    assertThat(EffectiveSpec.yaml(least.releases().get(0)))
        .isEqualTo(
            """
            apiVersion: sluice.dev/v1alpha1
            kind: CanaryRelease
            metadata:
              name: users
            spec:
              target:
                deployment: users
              service: users
              paused: false
              steps:
                - name: weight-5
                  weight: 5
                  duration: 1m
                  until: Proven
                - name: weight-20
                  weight: 20
                  duration: 1m
                  until: Proven
                - name: weight-50
                  weight: 50
                  duration: 1m
                  until: Proven
                - name: all
                  weight: 100
                  duration: 5m
                  until: Elapsed
              analysis:
                mode: Enforce
                falseRollbackRate: 1%
                metrics:
                  - name: errors
                    mode: Enforce
                    errorRate:
                      maxIncrease: 10%
                      ignoreBelow: 0.02%
                      http:
                        - 5xx
                      grpc:
                        - UNKNOWN
                        - INTERNAL
                        - UNAVAILABLE
                        - DATA_LOSS
                  - name: latency
                    mode: Enforce
                    latency:
                      maxSlowdown: 10%
                      ignoreBelow: 25ms
                  - name: client-errors
                    mode: Enforce
                    errorRate:
                      maxIncrease: 10%
                      ignoreBelow: 1%
                      http:
                        - 4xx
                      grpc:
                        - INVALID_ARGUMENT
                        - NOT_FOUND
                        - ALREADY_EXISTS
                        - PERMISSION_DENIED
                        - UNAUTHENTICATED
                        - FAILED_PRECONDITION
                        - OUT_OF_RANGE
                        - UNIMPLEMENTED
                  - name: abandoned
                    mode: Enforce
                    abandonedRate:
                      maxIncrease: 10%
                      ignoreBelow: 0.5%
                onInconclusive:
                  after: 15m
                  then: Advance
                onNoTraffic:
                  after: 30m
                  then: Hold
                onNoData:
                  after: 30m
                  then: Hold
              traffic:
                propagation: 2s
                drain: 30s
                bypass: Reject
              onDelete:
                rejectedTemplate: KeepPaused
                security: Keep
            """);
  }

  @Test
  void ambiguousStringsAreQuoted() {
    assertThat(YamlWriter.of(java.util.Map.of("mode", "Off"))).isEqualTo("mode: \"Off\"\n");
    assertThat(YamlWriter.of(java.util.Map.of("max", "100"))).isEqualTo("max: \"100\"\n");
    assertThat(YamlWriter.of(java.util.Map.of("q", "a\"b\n"))).isEqualTo("q: \"a\\\"b\\n\"\n");
  }
}
