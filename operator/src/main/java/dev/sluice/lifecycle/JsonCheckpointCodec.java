package dev.sluice.lifecycle;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.util.Optional;

/** The {@link ReleaseState} as JSON in {@code status.checkpoint}. */
public final class JsonCheckpointCodec implements CheckpointCodec {
  public static final CheckpointCodec KEEPER = new JsonCheckpointCodec();

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
          .build();

  private JsonCheckpointCodec() {}

  @Override
  public String write(ReleaseState state) {
    try {
      return JSON.writeValueAsString(state);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a state is always JSON", e);
    }
  }

  /** Empty where there is none, or none that this version of Sluice understands. */
  @Override
  public Optional<ReleaseState> read(String checkpoint) {
    if (checkpoint == null || checkpoint.isEmpty()) {
      return Optional.empty();
    }
    try {
      ReleaseState state = JSON.readValue(checkpoint, ReleaseState.class);
      return state.schema() == ReleaseState.SCHEMA && state.stage() != null
          ? Optional.of(state)
          : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
