package dev.sluice.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.analysis.AnalysisContext;
import dev.sluice.analysis.AnalysisEngine;
import dev.sluice.analysis.Evidence;
import dev.sluice.analysis.Verdict;
import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.lifecycle.CheckpointCodec.Checkpoint;
import dev.sluice.lifecycle.JsonCheckpointCodec;
import dev.sluice.lifecycle.ReleaseState;
import dev.sluice.lifecycle.Stage;
import dev.sluice.spec.PolicyReader;
import dev.sluice.spec.ReleasePolicy;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An operator that is upgraded in the middle of a release continues where the old one was. */
class CheckpointUpgradeTest {
  private static final Path FILES = Path.of("src/test/resources/checkpoints/schema-1");
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What each stage was called in schema 1. */
  private static final Map<String, Stage> STAGES =
      Map.ofEntries(
          Map.entry("PENDING", Stage.PENDING),
          Map.entry("LABELLING", Stage.MARKING_DEPLOYMENT),
          Map.entry("SUBSETTING", Stage.CREATING_SUBSETS),
          Map.entry("ROUTING", Stage.CREATING_ROUTE),
          Map.entry("RESTING", Stage.IDLE),
          Map.entry("RESUMING", Stage.RESUMING_STABLE_TEMPLATE),
          Map.entry("PINNING", Stage.PINNING_STABLE),
          Map.entry("STARTING", Stage.STARTING_CANARY),
          Map.entry("SCALING", Stage.SCALING_CANARY),
          Map.entry("STEPPING", Stage.RUNNING_STEP),
          Map.entry("UNPAUSING", Stage.RESUMING_DEPLOYMENT),
          Map.entry("ROLLING", Stage.ROLLING_OUT),
          Map.entry("REPOINTING", Stage.REPINNING_STABLE),
          Map.entry("HANDING_BACK", Stage.SHIFTING_TO_STABLE),
          Map.entry("RETURNED", Stage.SHIFT_FAILED),
          Map.entry("SETTLING", Stage.DRAINING_CANARY),
          Map.entry("REMOVING", Stage.DELETING_CANARY),
          Map.entry("TAKING_BACK", Stage.ROLLING_BACK),
          Map.entry("CLEARING", Stage.STOPPING_CANARY),
          Map.entry("REBASING", Stage.ADOPTING_CANARY_AS_STABLE),
          Map.entry("REROUTING", Stage.ROUTING_TO_NEW_STABLE),
          Map.entry("LETTING_GO", Stage.UNPINNING_STABLE),
          Map.entry("UNROUTING", Stage.DELETING_ROUTE),
          Map.entry("UNSUBSETTING", Stage.DELETING_SUBSETS),
          Map.entry("UNLABELLING", Stage.UNMARKING_DEPLOYMENT),
          Map.entry("GONE", Stage.CLEANED_UP),
          Map.entry("RECOVERING", Stage.RECOVERING));

  static List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(FILES)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".yaml"))
          .sorted()
          .toList();
    }
  }

  static List<String> withEvidence() throws IOException {
    return files().stream().filter(verdicts()::has).toList();
  }

  private static JsonNode verdicts() throws IOException {
    return JSON.readTree(FILES.resolve("verdicts.json").toFile());
  }

  private static CanaryRelease release(String file) throws IOException {
    return Serialization.unmarshal(Files.readString(FILES.resolve(file)), CanaryRelease.class);
  }

  private static Checkpoint read(CanaryRelease release) {
    return JsonCheckpointCodec.INSTANCE.read(release.getStatus().checkpoint()).orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("files")
  void nothingOfTheStateIsLost(String file) throws IOException {
    CanaryRelease release = release(file);
    JsonNode old = JSON.readTree(release.getStatus().checkpoint());
    Checkpoint checkpoint = read(release);
    ReleaseState state = checkpoint.state();

    assertThat(state.stage()).isEqualTo(STAGES.get(old.get("stage").asText()));
    assertThat(state.position().enteredAt()).hasToString(old.get("since").asText());
    assertThat(state.position().isApplied()).isEqualTo(old.hasNonNull("placed"));
    assertThat(state.revision()).isEqualTo(old.get("revision").asLong());
    assertThat(state.exposure().weight()).isEqualTo(old.get("weight").asInt());
    assertThat(state.progress().replicas()).isEqualTo(old.get("replicas").asInt());
    assertThat(state.progress().returnStep()).isEqualTo(old.get("ramp").asInt());
    assertThat(state.progress().step() != null).isEqualTo(old.get("step").asInt() >= 0);
    assertThat(state.hold() != null).isEqualTo(old.hasNonNull("unknown"));
    assertThat(state.release() != null).isEqualTo(old.hasNonNull("release"));
    assertThat(state.evidence() != null).isEqualTo(old.hasNonNull("evidence"));
    assertThat(state.history()).hasSize(old.get("history").size());
    assertThat(checkpoint.evidenceLost()).isFalse();
    if (old.hasNonNull("stable")) {
      JsonNode anchor = old.at("/stable/anchor");
      assertThat(state.stable().selector().onCanary()).isEqualTo(anchor.hasNonNull("canary"));
      assertThat(state.stable().version()).isEqualTo(old.at("/stable/version").asText());
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void whatIsReadIsWrittenInTheNewSchema(String file) throws IOException {
    ReleaseState state = read(release(file)).state();
    String written = JsonCheckpointCodec.INSTANCE.write(state);
    assertThat(JsonCheckpointCodec.INSTANCE.read(written)).contains(new Checkpoint(state, false));
    assertThat(JSON.readTree(written).get("schema").asInt()).isEqualTo(2);
  }

  @ParameterizedTest
  @MethodSource("files")
  void theStepOfTheStatusIsTheOneInForce(String file) throws IOException {
    CanaryRelease release = release(file);
    ReleasePolicy policy = PolicyReader.read(release.getSpec()).policy();
    ReleaseState state = read(release).state();
    if (release.getStatus().release() != null && release.getStatus().release().step() != null) {
      assertThat(state.progress().step().in(policy).name())
          .isEqualTo(release.getStatus().release().step().name());
    }
  }

  /** The evidence weighs what it weighed for the version that wrote it, to the last digit. */
  @ParameterizedTest
  @MethodSource("withEvidence")
  void theEvidenceIsTheSame(String file) throws IOException {
    CanaryRelease release = release(file);
    JsonNode expected = verdicts().get(file);
    Evidence evidence = read(release).state().evidence();
    Verdict verdict =
        new AnalysisEngine(PolicyReader.read(release.getSpec()).policy().analysis(), 2)
            .verdict(
                evidence,
                new AnalysisContext(
                    expected.get("weight").asDouble(),
                    expected.hasNonNull("next")
                        ? OptionalDouble.of(expected.get("next").asDouble())
                        : OptionalDouble.empty(),
                    expected.get("candidate").asText(),
                    expected.get("baseline").asText()),
                Optional.empty());
    assertThat(verdict.result()).hasToString(expected.get("result").asText());
    if (evidence.metrics().stream().allMatch(metric -> metric.limit() == null)) {
      // Where there is a limit, it counted among the comparisons, and is now a test beside them.
      assertThat(verdict.logHarm()).isCloseTo(expected.get("logHarm").asDouble(), within(1e-12));
    }
    assertThat(evidence.stepRequests()).isEqualTo(expected.get("stepRequests").asLong());
    for (Verdict.Finding finding : verdict.findings()) {
      JsonNode own = expected.get("metrics").get(finding.metric());
      if (own == null) {
        // A default metric that is new.
        continue;
      }
      assertThat(finding.logEvidence().map(Double::valueOf).orElse(null))
          .as(finding.metric())
          .isEqualTo(own.isNull() ? null : own.asDouble());
    }
  }

  @Test
  void everyStageOfTheOldSchemaIsThere() throws IOException {
    Set<Stage> seen = EnumSet.noneOf(Stage.class);
    for (String file : files()) {
      seen.add(read(release(file)).state().stage());
    }
    assertThat(seen).containsExactlyInAnyOrderElementsOf(STAGES.values());
  }

  @Test
  void evidenceThatCannotBeReadIsLearnedAgain() throws IOException {
    String old = release("STEPPING.yaml").getStatus().checkpoint();
    String odd = old.replaceFirst("\"deficit\":\\{[^}]*}", "\"deficit\":7");
    Checkpoint checkpoint = JsonCheckpointCodec.INSTANCE.read(odd).orElseThrow();
    assertThat(checkpoint.evidenceLost()).isTrue();
    assertThat(checkpoint.state().evidence()).isNull();
    assertThat(checkpoint.state().stage()).isEqualTo(Stage.RUNNING_STEP);
    assertThat(checkpoint.state().exposure().weight()).isEqualTo(10);
  }

  @Test
  void aCheckpointOfALaterSchemaIsNotGuessedAt() {
    assertThat(JsonCheckpointCodec.INSTANCE.read("{\"schema\":3,\"position\":{}}")).isEmpty();
    assertThat(JsonCheckpointCodec.INSTANCE.read("no JSON")).isEmpty();
    assertThat(JsonCheckpointCodec.INSTANCE.read(null)).isEmpty();
  }
}
