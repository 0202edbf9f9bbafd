package dev.sluice.lifecycle;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.sluice.analysis.Evidence;
import java.util.Optional;

/**
 * The {@link ReleaseState} as JSON. State and evidence have a schema number each: a state that
 * cannot be read is lost, evidence that cannot be read is learned again.
 */
public final class JsonCheckpointCodec implements CheckpointCodec {
  public static final CheckpointCodec INSTANCE = new JsonCheckpointCodec();

  static final int SCHEMA = 2;
  static final int EVIDENCE_SCHEMA = 2;
  private static final String SCHEMA_FIELD = "schema";
  private static final String EVIDENCE_SCHEMA_FIELD = "evidenceSchema";
  private static final String EVIDENCE = "evidence";

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .addModule(new Jdk8Module())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .visibility(PropertyAccessor.GETTER, Visibility.NONE)
          .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
          .visibility(PropertyAccessor.FIELD, Visibility.ANY)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
          .build();

  private static final ObjectWriter WRITER = JSON.writerFor(Stored.class);

  /** A state with its schema numbers, in one JSON object. */
  private record Stored(int schema, int evidenceSchema, @JsonUnwrapped ReleaseState state) {}

  private JsonCheckpointCodec() {}

  @Override
  public String write(ReleaseState state) {
    try {
      return WRITER.writeValueAsString(new Stored(SCHEMA, EVIDENCE_SCHEMA, state));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Empty where there is none, or none that this version of Sluice understands. */
  @Override
  public Optional<Checkpoint> read(String checkpoint) {
    if (checkpoint == null || checkpoint.isEmpty()) {
      return Optional.empty();
    }
    try {
      return JSON.readTree(checkpoint) instanceof ObjectNode json
          ? current(json).flatMap(JsonCheckpointCodec::state)
          : Optional.empty();
    } catch (JsonProcessingException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The checkpoint in the names of the newest schema. */
  private static Optional<ObjectNode> current(ObjectNode json) {
    return switch (json.path(SCHEMA_FIELD).asInt()) {
      case SCHEMA -> Optional.of(json);
      case CheckpointSchema1.SCHEMA -> Optional.of(CheckpointSchema1.upgrade(json));
      default -> Optional.empty();
    };
  }

  private static Optional<Checkpoint> state(ObjectNode json) {
    JsonNode stored = json.remove(EVIDENCE);
    Evidence evidence = evidence(json, stored);
    ReleaseState state = JSON.convertValue(json, ReleaseState.class);
    if (state.position() == null || state.stage() == null || state.progress() == null) {
      return Optional.empty();
    }
    return Optional.of(
        new Checkpoint(state.evidence(evidence), stored != null && evidence == null));
  }

  private static Evidence evidence(ObjectNode json, JsonNode stored) {
    if (stored == null || json.path(EVIDENCE_SCHEMA_FIELD).asInt() != EVIDENCE_SCHEMA) {
      return null;
    }
    try {
      return JSON.convertValue(stored, Evidence.class);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
