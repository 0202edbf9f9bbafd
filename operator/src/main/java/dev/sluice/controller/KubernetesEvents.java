package dev.sluice.controller;

import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.engine.Decision.News;
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
 * Tells people by events. They are sent beside the reconcile and may be lost: the state of record
 * is the status.
 */
public final class KubernetesEvents implements AutoCloseable {
  static final String CONTROLLER = "sluice.dev/operator";

  private static final int WAITING = 1000;
  private static final int LONGEST_NOTE = 1024;
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
          new ArrayBlockingQueue<>(WAITING),
          task -> {
            Thread thread = new Thread(task, "events");
            thread.setDaemon(true);
            return thread;
          },
          new ThreadPoolExecutor.DiscardPolicy());

  /**
   * A sender at rest.
   *
   * @param instance this process, as the events name it
   */
  public KubernetesEvents(KubernetesClient client, String instance, Clock clock) {
    this.client = client;
    this.instance = instance;
    this.clock = clock;
  }

  /**
   * Sends an event.
   *
   * @param occasion what tells this event from others of the same words; the same decision made
   *     again has the same one, and gives no second event
   */
  void tell(CanaryRelease release, News news, String occasion) {
    Event event = event(release, news, occasion);
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
        LogLine.of("EventLost")
            .with("reason", event.getReason())
            .with("message", FencedWriter.said(e))
            .debug();
      }
    }
  }

  Event event(CanaryRelease release, News news, String occasion) {
    String name = release.getMetadata().getName();
    String uid = release.getMetadata().getUid();
    String identity = String.join("\n", uid, news.reason(), news.message(), occasion);
    return new EventBuilder()
        .withNewMetadata()
        .withNamespace(release.getMetadata().getNamespace())
        .withName(name + "." + UUID.nameUUIDFromBytes(identity.getBytes(StandardCharsets.UTF_8)))
        .endMetadata()
        .withEventTime(new MicroTime(MICROS.format(clock.instant())))
        .withReportingController(CONTROLLER)
        .withReportingInstance(instance)
        .withAction(news.reason())
        .withReason(news.reason())
        .withType(news.warning() ? "Warning" : "Normal")
        .withNote(note(news.message()))
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
    while (note.getBytes(StandardCharsets.UTF_8).length > LONGEST_NOTE) {
      note = note.substring(0, note.length() * 9 / 10);
    }
    return note;
  }

  @Override
  public void close() {
    sender.shutdown();
  }
}
