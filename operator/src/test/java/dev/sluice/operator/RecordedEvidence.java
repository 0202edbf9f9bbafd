package dev.sluice.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.v1alpha1.CanaryReleaseStatus;

/** What a status' checkpoint holds of the evidence. */
final class RecordedEvidence {
  private static final ObjectMapper JSON = new ObjectMapper();

  private RecordedEvidence() {}

  /** The evidence whole; missing where there is none. */
  static JsonNode of(CanaryReleaseStatus status) throws JsonProcessingException {
    return status.checkpoint() == null
        ? JSON.missingNode()
        : JSON.readTree(status.checkpoint()).path("evidence");
  }

  /** A checkpoint with the evidence of another one. */
  static String put(String from, String into) throws JsonProcessingException {
    ObjectNode checkpoint = (ObjectNode) JSON.readTree(into);
    checkpoint.set("evidence", JSON.readTree(from).required("evidence"));
    return JSON.writeValueAsString(checkpoint);
  }

  /** The end of the newest step that it holds, in seconds since 1970; 0 where there is none. */
  static long until(CanaryReleaseStatus status) throws JsonProcessingException {
    JsonNode evidence = of(status);
    return evidence.path("stepBlocks").asInt() > 0 ? evidence.path("time").asLong() : 0;
  }
}
