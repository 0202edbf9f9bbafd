package dev.sluice.controller;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.common.ObjectKey;
import dev.sluice.common.ResourceKind;
import dev.sluice.common.Unstructured;
import dev.sluice.controller.WriteResult.Conflict;
import dev.sluice.controller.WriteResult.NoAnswer;
import dev.sluice.controller.WriteResult.Rejected;
import dev.sluice.controller.WriteResult.Success;
import dev.sluice.plan.Change;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.net.HttpURLConnection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Makes one write, only if its object is unchanged since the write was decided on. It never
 * retries: after a failed write the release is decided on again. So no former leader, no old cache
 * and no repeated request can undo a newer decision.
 */
public final class FencedWriter implements Change.Writer<Void> {
  public static final String FIELD_MANAGER = "sluice";
  private static final String MANAGER = "?fieldManager=" + FIELD_MANAGER;

  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final WriteRequests requests;
  private final KubernetesSerialization serialization;

  /**
   * A writer.
   *
   * @param client one without retries
   */
  public FencedWriter(KubernetesClient client) {
    this.requests = new WriteRequests(client);
    this.serialization = client.getKubernetesSerialization();
  }

  /** Makes the change. */
  WriteResult<ObjectKey> write(Change change) {
    return attempt(
        () -> {
          change.accept(this);
          return change.target();
        });
  }

  /** Replaces the status that {@code self} has. */
  WriteResult<CanaryRelease> record(CanaryRelease self, CanaryReleaseStatus status) {
    List<Map<String, Object>> patch =
        List.of(
            replace("/metadata/resourceVersion", self.getMetadata().getResourceVersion()),
            replace("/status", serialization.convertValue(status, Map.class)));
    return attempt(
        () ->
            read(
                requests.send(
                    "PATCH",
                    path(self) + "/status" + MANAGER,
                    WriteRequests.JSON_PATCH,
                    json(patch))));
  }

  /** The CanaryRelease as the API server has it now; a conflict if none has this uid. */
  WriteResult<CanaryRelease> read(CanaryRelease self) {
    WriteResult<CanaryRelease> result =
        attempt(() -> read(requests.send("GET", path(self), null, null)));
    return result instanceof Success<CanaryRelease> read
            && !read.object().getMetadata().getUid().equals(self.getMetadata().getUid())
        ? new Conflict<>("the CanaryRelease was deleted and created again")
        : result;
  }

  private CanaryRelease read(String json) {
    return serialization.unmarshal(json, CanaryRelease.class);
  }

  private static String path(CanaryRelease self) {
    return "/apis/"
        + self.getApiVersion()
        + "/namespaces/"
        + self.getMetadata().getNamespace()
        + "/"
        + self.getPlural()
        + "/"
        + self.getMetadata().getName();
  }

  /**
   * Server-side apply. It forces ownership of fields only if the object exists. Apply with a
   * resourceVersion would create a deleted object again; with a uid it does not, and an apply that
   * must create does not exist. So the object is read just before: one that appears in between
   * conflicts where it differs.
   */
  @Override
  public Void apply(Change.Apply apply) {
    Optional<Map<String, Object>> there = find(apply.target());
    String version =
        there.map(object -> Unstructured.text(object, "metadata", "resourceVersion")).orElse("");
    if (!version.equals(apply.resourceVersion())) {
      throw new KubernetesClientException(
          "%s has resourceVersion \"%s\", not \"%s\""
              .formatted(apply.target(), version, apply.resourceVersion()),
          HttpURLConnection.HTTP_CONFLICT,
          null);
    }
    Map<String, Object> object = Unstructured.copy(apply.object());
    there.ifPresent(
        known -> {
          Map<String, Object> metadata = new LinkedHashMap<>(Unstructured.map(object, "metadata"));
          metadata.put("uid", Unstructured.text(known, "metadata", "uid"));
          metadata.put("resourceVersion", version);
          object.put("metadata", metadata);
        });
    requests.send(
        "PATCH",
        path(apply.target()) + MANAGER + "&force=" + there.isPresent(),
        WriteRequests.APPLY_PATCH,
        json(object));
    return null;
  }

  @SuppressWarnings("unchecked")
  private Optional<Map<String, Object>> find(ObjectKey target) {
    try {
      String answer = requests.send("GET", path(target), null, null);
      return Optional.of(serialization.unmarshal(answer, Map.class));
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public Void create(Change.Create create) {
    ObjectKey target = create.target();
    requests.send("POST", collection(target) + MANAGER, WriteRequests.JSON, json(create.object()));
    return null;
  }

  @Override
  public Void patch(Change.Patch patch) {
    Map<String, Object> body = Unstructured.copy(patch.patch());
    Map<String, Object> metadata = new LinkedHashMap<>(Unstructured.map(body, "metadata"));
    metadata.put("uid", patch.uid());
    metadata.put("resourceVersion", patch.resourceVersion());
    body.put("metadata", metadata);
    requests.send("PATCH", path(patch.target()) + MANAGER, WriteRequests.MERGE_PATCH, json(body));
    return null;
  }

  @Override
  public Void delete(Change.Delete delete) {
    Map<String, Object> options =
        Map.of(
            "apiVersion", "v1",
            "kind", "DeleteOptions",
            "propagationPolicy", "Background",
            "preconditions",
                Map.of("uid", delete.uid(), "resourceVersion", delete.resourceVersion()));
    requests.send("DELETE", path(delete.target()), WriteRequests.JSON, json(options));
    return null;
  }

  private static String path(ObjectKey target) {
    return collection(target) + "/" + target.name();
  }

  /** Where the objects of the target's kind and namespace are served. */
  private static String collection(ObjectKey target) {
    ResourceKind kind = target.kind();
    String root = kind.group().isEmpty() ? "/api/" : "/apis/";
    return root + kind.apiVersion() + "/namespaces/" + target.namespace() + "/" + kind.plural();
  }

  private static Map<String, Object> replace(String path, Object value) {
    // "add" also replaces, and works if nothing is there.
    return Map.of("op", "add", "path", path, "value", value);
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps and strings are always JSON", e);
    }
  }

  private static <T> WriteResult<T> attempt(Supplier<T> call) {
    try {
      return new Success<>(call.get());
    } catch (KubernetesClientException e) {
      if (isReplaced(e)) {
        return new Conflict<>(message(e));
      }
      return switch (e.getCode()) {
        case 404, 409, 410, 412 -> new Conflict<>(message(e));
        case 400, 401, 403, 405, 406, 413, 415, 422 -> new Rejected<>(message(e));
        default -> new NoAnswer<>(message(e));
      };
    }
  }

  /** Whether the object was deleted and created again under its old name. */
  private static boolean isReplaced(KubernetesClientException e) {
    return e.getStatus() != null
        && e.getStatus().getDetails() != null
        && e.getStatus().getDetails().getCauses().stream()
            .anyMatch(cause -> "metadata.uid".equals(cause.getField()));
  }

  /** The API server's own message, or why there is none. */
  public static String message(KubernetesClientException e) {
    if (e.getStatus() != null && e.getStatus().getMessage() != null) {
      return e.getStatus().getMessage();
    }
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }
}
