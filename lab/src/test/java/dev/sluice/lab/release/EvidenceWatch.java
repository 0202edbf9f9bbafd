package dev.sluice.lab.release;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.analysis.Evidence;
import dev.sluice.lab.LabException;
import dev.sluice.lab.demo.ReleaseSummary;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Records the evidence in a release's status on every change. */
final class EvidenceWatch implements AutoCloseable {
  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /**
   * Evidence that the operator wrote.
   *
   * @param heard when the watch received it
   * @param revision of the release
   * @param started start of the release
   * @param weight of the canary at that time, in percent
   */
  record WrittenEvidence(
      Instant heard, long revision, Instant started, int weight, Evidence evidence) {
    Instant block() {
      return Instant.ofEpochSecond(evidence.time());
    }
  }

  private final List<WrittenEvidence> written = new ArrayList<>();
  private final Watch watch;
  private String failure = "";

  EvidenceWatch(InstalledSluice sluice, UsersRelease users) {
    watch =
        ReleaseSummary.resource(sluice.client(), users.namespace(), UsersRelease.NAME)
            .watch(new EvidenceRecorder());
  }

  private final class EvidenceRecorder implements Watcher<GenericKubernetesResource> {
    @Override
    public void eventReceived(Action action, GenericKubernetesResource object) {
      JsonNode status = Serialization.jsonMapper().valueToTree(object).path("status");
      try {
        record(JSON.readTree(status.path("checkpoint").asText("{}")));
      } catch (JsonProcessingException e) {
        fail("a checkpoint cannot be read: " + e.getMessage());
      }
    }

    @Override
    public boolean reconnecting() {
      return true;
    }

    @Override
    public void onClose(WatcherException cause) {
      fail(cause.getMessage());
    }
  }

  private synchronized void fail(String message) {
    failure = message;
  }

  private synchronized void record(JsonNode checkpoint) throws JsonProcessingException {
    if (!checkpoint.has("evidence")) {
      return;
    }
    Evidence evidence = JSON.treeToValue(checkpoint.get("evidence"), Evidence.class);
    if (written.isEmpty() || !last().evidence().equals(evidence)) {
      JsonNode release = checkpoint.path("release");
      written.add(
          new WrittenEvidence(
              Instant.now(),
              release.path("revision").asLong(),
              Instant.parse(release.path("startedAt").asText()),
              checkpoint.path("weight").asInt(),
              evidence));
    }
  }

  private WrittenEvidence last() {
    return written.get(written.size() - 1);
  }

  /**
   * All evidence so far, in order, without repetitions.
   *
   * @throws LabException if the watch broke, so that some may be missing
   */
  synchronized List<WrittenEvidence> all() {
    if (!failure.isEmpty()) {
      throw new LabException("watch", "on the CanaryRelease: " + failure, "run it again");
    }
    return List.copyOf(written);
  }

  @Override
  public void close() {
    watch.close();
  }
}
