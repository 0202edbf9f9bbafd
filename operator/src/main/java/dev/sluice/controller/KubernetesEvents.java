package dev.sluice.controller;

import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.lifecycle.ReleaseEvent;
import dev.sluice.messages.Reason.Severity;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Sends Kubernetes events. They are sent beside the reconciliation and may be lost: the status is
 * the record.
 */
public final class KubernetesEvents implements AutoCloseable {
  static final String CONTROLLER = "sluice.dev/operator";

  private static final int MAX_QUEUED = 1000;
  private static final int MAX_NOTE_BYTES = 1024;
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final KubernetesClient client;
  private final String instance;
  private final Clock clock;
  private final ThreadPoolExecutor sender =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MAX_QUEUED),
          task -> {
            Thread thread = new Thread(task, "events");
            thread.setDaemon(true);
            return thread;
          },
          new ThreadPoolExecutor.DiscardPolicy());

  /**
   * A sender at rest.
   *
   * @param instance this process, as the reporting instance
   */
  public KubernetesEvents(KubernetesClient client, String instance, Clock clock) {
    this.client = client;
    this.instance = instance;
    this.clock = clock;
  }

  /**
   * Sends an event, without waiting for it.
   *
   * @param occasion distinguishes events of equal text; a repeated decision has the same occasion
   *     and gives no second event
   */
  void publish(CanaryRelease release, ReleaseEvent happened, String occasion) {
    Event event = event(release, happened, occasion);
    sender.execute(() -> send(event));
  }

  private void send(Event event) {
    try {
      client
          .events()
          .v1()
          .events()
          .inNamespace(event.getMetadata().getNamespace())
          .resource(event)
          .create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        LogLine.of(LogEvent.EventNotSent)
            .with("reason", event.getReason())
            .with("message", FencedWriter.message(e))
            .debug();
      }
    }
  }

  Event event(CanaryRelease release, ReleaseEvent happened, String occasion) {
    String name = release.getMetadata().getName();
    String uid = release.getMetadata().getUid();
    String identity =
        String.join("\n", uid, happened.reason().name(), happened.message(), occasion);
    return new EventBuilder()
        .withNewMetadata()
        .withNamespace(release.getMetadata().getNamespace())
        .withName(name + "." + UUID.nameUUIDFromBytes(identity.getBytes(StandardCharsets.UTF_8)))
        .endMetadata()
        .withEventTime(new MicroTime(MICROS.format(clock.instant())))
        .withReportingController(CONTROLLER)
        .withReportingInstance(instance)
        .withAction(happened.reason().name())
        .withReason(happened.reason().name())
        .withType(happened.reason().severity() == Severity.WARNING ? "Warning" : "Normal")
        .withNote(note(happened.message()))
        .withRegarding(
            new ObjectReferenceBuilder()
                .withApiVersion(release.getApiVersion())
                .withKind(release.getKind())
                .withNamespace(release.getMetadata().getNamespace())
                .withName(name)
                .withUid(uid)
                .build())
        .build();
  }

  /** The limit is in bytes. */
  private static String note(String message) {
    String note = message;
    while (note.getBytes(StandardCharsets.UTF_8).length > MAX_NOTE_BYTES) {
      note = note.substring(0, note.length() * 9 / 10);
    }
    return note;
  }

  @Override
  public void close() {
    sender.shutdown();
  }
}
