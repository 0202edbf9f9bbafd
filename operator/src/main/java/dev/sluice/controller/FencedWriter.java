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
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Makes one write, only if its object is unchanged since the write was decided on. It never
 * retries: after a failed write the release is decided on again. So no former leader, no old cache
 * and no repeated request can undo a newer decision.
 */
public final class FencedWriter implements Change.Writer<Map<String, Object>> {
  public static final String FIELD_MANAGER = "sluice";
  private static final String MANAGER = "?fieldManager=" + FIELD_MANAGER;

  /** What the API server does not know is refused: dropped from a rule, it would widen the rule. */
  private static final String STRICTLY = MANAGER + "&fieldValidation=Strict";

  private static final int UNPROCESSABLE = 422;
  private static final String UNKNOWN_FIELD = "strict decoding error: ";
  private static final String PATCH_DOES_NOT_FIT =
      "the server rejected our request due to an error in our request";

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

  /** Makes the change; the result has the object as the API server returns it. */
  WriteResult<Map<String, Object>> write(Change change) {
    return attempt(() -> change.accept(this));
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
   * Creates the object if none was observed, else replaces what was observed of it. The patch
   * applies to that version alone; a conflict is the answer for any other.
   */
  @Override
  public Map<String, Object> apply(Change.Apply apply) {
    return apply.creates()
        ? post(apply.target(), STRICTLY, apply.object())
        : patch(apply.target(), STRICTLY, WriteRequests.JSON_PATCH, apply.patch());
  }

  @Override
  public Map<String, Object> create(Change.Create create) {
    return post(create.target(), MANAGER, create.object());
  }

  @Override
  public Map<String, Object> patch(Change.Patch patch) {
    Map<String, Object> body = Unstructured.copy(patch.patch());
    Map<String, Object> metadata = new LinkedHashMap<>(Unstructured.map(body, "metadata"));
    metadata.put("uid", patch.uid());
    metadata.put("resourceVersion", patch.resourceVersion());
    body.put("metadata", metadata);
    return patch(patch.target(), MANAGER, WriteRequests.MERGE_PATCH, body);
  }

  @Override
  public Map<String, Object> delete(Change.Delete delete) {
    Map<String, Object> options =
        Map.of(
            "apiVersion", "v1",
            "kind", "DeleteOptions",
            "propagationPolicy", "Background",
            "preconditions",
                Map.of("uid", delete.uid(), "resourceVersion", delete.resourceVersion()));
    requests.send("DELETE", path(delete.target()), WriteRequests.JSON, json(options));
    return Map.of();
  }

  private Map<String, Object> post(ObjectKey target, String query, Map<String, Object> object) {
    return object(
        requests.send("POST", collection(target) + query, WriteRequests.JSON, json(object)));
  }

  private Map<String, Object> patch(
      ObjectKey target, String query, String contentType, Object patch) {
    return object(requests.send("PATCH", path(target) + query, contentType, json(patch)));
  }

  @SuppressWarnings("unchecked")
  private Map<String, Object> object(String json) {
    return serialization.unmarshal(json, Map.class);
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
      if (isDenied(e)) {
        return new Rejected<>(message(e));
      }
      if (isReplaced(e) || isForAnotherVersion(e)) {
        return new Conflict<>(message(e));
      }
      return switch (e.getCode()) {
        case 404, 409, 410, 412 -> new Conflict<>(message(e));
        case 400, 401, 403, 405, 406, 413, 415, 422 -> new Rejected<>(message(e));
        default -> new NoAnswer<>(message(e));
      };
    }
  }

  /** A webhook chooses the code of its denial, that of a conflict too. */
  private static boolean isDenied(KubernetesClientException e) {
    return isClientError(e)
        && message(e).contains("admission webhook")
        && message(e).contains("denied the request");
  }

  /** Whether the object was deleted and created again under its old name. */
  private static boolean isReplaced(KubernetesClientException e) {
    return isClientError(e)
        && (message(e).contains("metadata.uid: ")
            || causes(e).anyMatch(cause -> "metadata.uid".equals(cause.getField())));
  }

  /**
   * A JSON patch fits what was observed; one that does not fit comes too late. The API server says
   * nothing else about it.
   */
  private static boolean isForAnotherVersion(KubernetesClientException e) {
    return e.getCode() == UNPROCESSABLE && message(e).equals(PATCH_DOES_NOT_FIT);
  }

  private static boolean isClientError(KubernetesClientException e) {
    return e.getCode() >= 400 && e.getCode() < 500;
  }

  private static Stream<StatusCause> causes(KubernetesClientException e) {
    return e.getStatus() == null || e.getStatus().getDetails() == null
        ? Stream.empty()
        : e.getStatus().getDetails().getCauses().stream();
  }

  /**
   * Of a patch with an unknown field, the API server repeats the whole object before the reason.
   */
  private static String withoutObject(String message) {
    return message.substring(Math.max(0, message.lastIndexOf(UNKNOWN_FIELD)));
  }

  /** The API server's own message, or why there is none. */
  public static String message(KubernetesClientException e) {
    if (e.getStatus() != null && e.getStatus().getMessage() != null) {
      return withoutObject(e.getStatus().getMessage());
    }
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }
}
