package dev.sluice.lifecycle;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.analysis.EvidenceSchema1;
import java.util.List;
import java.util.Map;

/**
 * Checkpoints of schema 1, which Sluice 0.1 wrote until 2026-11, in the names of schema 2. Nothing
 * but names and grouping differ.
 */
final class CheckpointSchema1 {
  static final int SCHEMA = 1;

  /** Each stage's name in schema 1 and today's. */
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

  private static final ObjectMapper JSON = new ObjectMapper();

  private CheckpointSchema1() {}

  /**
   * The checkpoint in the names of schema 2.
   *
   * @throws IllegalArgumentException when its stage is unknown
   */
  static ObjectNode upgrade(ObjectNode old) {
    Stage stage = STAGES.get(old.path("stage").asText());
    if (stage == null) {
      throw new IllegalArgumentException("stage=" + old.path("stage"));
    }
    ObjectNode json = old.deepCopy();
    json.remove(
        List.of(
            "schema",
            "stage",
            "since",
            "placed",
            "step",
            "weight",
            "replicas",
            "ramp",
            "unknown",
            "unknownSince"));
    ObjectNode position = json.putObject("position");
    position.put("stage", stage.name());
    position.set("enteredAt", old.get("since"));
    if (old.hasNonNull("placed")) {
      position.set("appliedAt", old.get("placed"));
    }
    ObjectNode progress = json.putObject("progress");
    if (old.path("step").asInt(-1) >= 0) {
      progress.putObject("step").put("index", old.path("step").asInt());
    }
    ObjectNode exposure = progress.putObject("exposure");
    exposure.put("weight", old.path("weight").asInt());
    exposure.putArray("matches");
    progress.put("replicas", old.path("replicas").asInt());
    progress.put("returnStep", old.path("ramp").asInt());
    if (old.hasNonNull("unknown")) {
      ObjectNode hold = json.putObject("hold");
      hold.set("cause", old.get("unknown"));
      hold.set("since", old.get("unknownSince"));
    }
    if (old.path("stable") instanceof ObjectNode) {
      ObjectNode stable = json.withObject("/stable");
      stable.set("selector", stable.remove("anchor"));
    }
    if (old.path("evidence") instanceof ObjectNode evidence) {
      json.set("evidence", upgradeEvidence(evidence));
    }
    json.put("evidenceSchema", JsonCheckpointCodec.EVIDENCE_SCHEMA);
    return json;
  }

  private static ObjectNode upgradeEvidence(ObjectNode old) {
    Map<String, Object> parsed = JSON.convertValue(old, new TypeReference<>() {});
    return JSON.valueToTree(EvidenceSchema1.upgrade(parsed));
  }
}
