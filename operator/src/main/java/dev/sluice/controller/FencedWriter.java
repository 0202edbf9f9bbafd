package dev.sluice.controller;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.common.Unstructured;
import dev.sluice.controller.WriteResult.Refused;
import dev.sluice.controller.WriteResult.Stale;
import dev.sluice.controller.WriteResult.Unavailable;
import dev.sluice.controller.WriteResult.Written;
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
 * Makes one write, if and only if its object still is what it was when the write was decided on.
 * Nothing is tried twice here: a write that failed is decided on anew. So no former leader, no old
 * cache and no repeated request can undo a newer decision.
 */
public final class FencedWriter {
  public static final String FIELD_MANAGER = "sluice";
  private static final String MANAGER = "?fieldManager=" + FIELD_MANAGER;

  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final WriteRequests requests;
  private final KubernetesSerialization serialization;

  /**
   * A writer.
   *
   * @param client one that retries nothing
   */
  public FencedWriter(KubernetesClient client) {
    this.requests = new WriteRequests(client);
    this.serialization = client.getKubernetesSerialization();
  }

  /** Makes the change. */
  WriteResult<Change.Target> write(Change change) {
    return attempt(
        () -> {
          if (change instanceof Change.Apply apply) {
            apply(apply);
          } else if (change instanceof Change.Create create) {
            create(create);
          } else if (change instanceof Change.Patch patch) {
            patch(patch);
          } else if (change instanceof Change.Delete delete) {
            delete(delete);
          }
          return change.target();
        });
  }

  /** Records the status in the place of the one that {@code self} has. */
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

  /** The CanaryRelease as the API server has it now; Stale when there is none of this uid. */
  WriteResult<CanaryRelease> read(CanaryRelease self) {
    WriteResult<CanaryRelease> result =
        attempt(() -> read(requests.send("GET", path(self), null, null)));
    return result instanceof Written<CanaryRelease> read
            && !read.object().getMetadata().getUid().equals(self.getMetadata().getUid())
        ? new Stale<>("the CanaryRelease was replaced by another one of its name")
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
   * Server-side apply. One that replaces takes over what others set; one that makes the object
   * leaves others' fields alone. The API server would make an object that is gone in spite of a
   * resourceVersion, but not in spite of a uid, and knows no apply that must make one: so the
   * object is looked up just before. One that appears in between conflicts where it differs.
   */
  private void apply(Change.Apply apply) {
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
  }

  @SuppressWarnings("unchecked")
  private Optional<Map<String, Object>> find(Change.Target target) {
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

  private void create(Change.Create create) {
    Change.Target target = create.target();
    String path = ResourceKind.of(target.apiVersion(), target.kind()).path(target.namespace());
    requests.send("POST", path + MANAGER, WriteRequests.JSON, json(create.object()));
  }

  private void patch(Change.Patch patch) {
    Map<String, Object> body = Unstructured.copy(patch.patch());
    Map<String, Object> metadata = new LinkedHashMap<>(Unstructured.map(body, "metadata"));
    metadata.put("uid", patch.uid());
    metadata.put("resourceVersion", patch.resourceVersion());
    body.put("metadata", metadata);
    requests.send("PATCH", path(patch.target()) + MANAGER, WriteRequests.MERGE_PATCH, json(body));
  }

  private void delete(Change.Delete delete) {
    Map<String, Object> options =
        Map.of(
            "apiVersion", "v1",
            "kind", "DeleteOptions",
            "propagationPolicy", "Background",
            "preconditions",
                Map.of("uid", delete.uid(), "resourceVersion", delete.resourceVersion()));
    requests.send("DELETE", path(delete.target()), WriteRequests.JSON, json(options));
  }

  private static String path(Change.Target target) {
    return ResourceKind.of(target.apiVersion(), target.kind()).path(target.namespace())
        + "/"
        + target.name();
  }

  private static Map<String, Object> replace(String path, Object value) {
    // "add" also replaces, and does not mind that nothing was there.
    return Map.of("op", "add", "path", path, "value", value);
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("plain values are always JSON", e);
    }
  }

  private static <T> WriteResult<T> attempt(Supplier<T> call) {
    try {
      return new Written<>(call.get());
    } catch (KubernetesClientException e) {
      if (anotherObject(e)) {
        return new Stale<>(said(e));
      }
      return switch (e.getCode()) {
        case 404, 409, 410, 412 -> new Stale<>(said(e));
        case 400, 401, 403, 405, 406, 413, 415, 422 -> new Refused<>(said(e));
        default -> new Unavailable<>(said(e));
      };
    }
  }

  /** The answer to a patch of an object that was made anew under its old name. */
  private static boolean anotherObject(KubernetesClientException e) {
    return e.getStatus() != null
        && e.getStatus().getDetails() != null
        && e.getStatus().getDetails().getCauses().stream()
            .anyMatch(cause -> "metadata.uid".equals(cause.getField()));
  }

  /** What the API server said, in its own words, or why it said nothing. */
  public static String said(KubernetesClientException e) {
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
