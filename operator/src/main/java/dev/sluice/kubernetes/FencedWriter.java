package dev.sluice.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.api.v1alpha1.CanaryRelease;
import dev.sluice.api.v1alpha1.CanaryReleaseStatus;
import dev.sluice.kubernetes.WriteResult.Refused;
import dev.sluice.kubernetes.WriteResult.Stale;
import dev.sluice.kubernetes.WriteResult.Unavailable;
import dev.sluice.kubernetes.WriteResult.Written;
import dev.sluice.plain.Plain;
import dev.sluice.release.Change;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Makes one write, if and only if its object still is what it was when the write was decided on.
 * Nothing is tried twice here: a write that failed is decided on anew. So no former leader, no old
 * cache and no repeated request can undo a newer decision.
 */
final class FencedWriter {
  static final String FIELD_MANAGER = "sluice";

  /**
   * Uid that no object has. An apply that must create carries it: should the object exist after
   * all, the API server refuses because the uid differs.
   */
  private static final String NOBODY = "00000000-0000-0000-0000-000000000000";

  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final KubernetesClient client;

  /**
   * A writer.
   *
   * @param client one that retries nothing
   */
  FencedWriter(KubernetesClient client) {
    this.client = client;
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
            replace(
                "/status", client.getKubernetesSerialization().convertValue(status, Map.class)));
    return attempt(
        () ->
            client
                .resources(CanaryRelease.class)
                .inNamespace(self.getMetadata().getNamespace())
                .withName(self.getMetadata().getName())
                .subresource("status")
                .patch(context(PatchType.JSON), json(patch)));
  }

  /** The CanaryRelease as the API server has it now; Stale when there is none of this uid. */
  WriteResult<CanaryRelease> read(CanaryRelease self) {
    WriteResult<CanaryRelease> result =
        attempt(
            () ->
                client
                    .resources(CanaryRelease.class)
                    .inNamespace(self.getMetadata().getNamespace())
                    .withName(self.getMetadata().getName())
                    .get());
    if (result instanceof Written<CanaryRelease> read
        && (read.object() == null
            || !read.object().getMetadata().getUid().equals(self.getMetadata().getUid()))) {
      return new Stale<>("the CanaryRelease is gone");
    }
    return result;
  }

  private void apply(Change.Apply apply) {
    boolean creates = apply.resourceVersion().isEmpty();
    Map<String, Object> object = Plain.copy(apply.object());
    Map<String, Object> metadata = new LinkedHashMap<>(Plain.map(object, "metadata"));
    if (creates) {
      metadata.put("uid", NOBODY);
    } else {
      metadata.put("resourceVersion", apply.resourceVersion());
    }
    object.put("metadata", metadata);
    PatchContext context = context(PatchType.SERVER_SIDE_APPLY);
    context.setForce(!creates);
    resource(apply.target()).patch(context, json(object));
  }

  private void create(Change.Create create) {
    Change.Target target = create.target();
    String path = Kind.of(target.apiVersion(), target.kind()).path(target.namespace());
    client.raw(path + "?fieldManager=" + FIELD_MANAGER, "POST", create.object());
  }

  private void patch(Change.Patch patch) {
    Map<String, Object> body = Plain.copy(patch.patch());
    Map<String, Object> metadata = new LinkedHashMap<>(Plain.map(body, "metadata"));
    metadata.put("uid", patch.uid());
    metadata.put("resourceVersion", patch.resourceVersion());
    body.put("metadata", metadata);
    resource(patch.target()).patch(context(PatchType.JSON_MERGE), json(body));
  }

  private void delete(Change.Delete delete) {
    Change.Target target = delete.target();
    String path =
        Kind.of(target.apiVersion(), target.kind()).path(target.namespace()) + "/" + target.name();
    // The typed delete carries a resourceVersion only; both are wanted.
    String answer =
        client.raw(
            path,
            "DELETE",
            new DeleteOptionsBuilder()
                .withApiVersion("v1")
                .withKind("DeleteOptions")
                .withPropagationPolicy("Background")
                .withNewPreconditions()
                .withUid(delete.uid())
                .withResourceVersion(delete.resourceVersion())
                .endPreconditions()
                .build());
    if (answer == null) {
      throw new KubernetesClientException(target + " is gone", 404, null);
    }
  }

  private Resource<GenericKubernetesResource> resource(Change.Target target) {
    return client
        .genericKubernetesResources(Kind.of(target.apiVersion(), target.kind()).context())
        .inNamespace(target.namespace())
        .withName(target.name());
  }

  private static PatchContext context(PatchType type) {
    PatchContext context = PatchContext.of(type);
    context.setFieldManager(FIELD_MANAGER);
    return context;
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
      String message =
          e.getStatus() == null || e.getStatus().getMessage() == null
              ? String.valueOf(e.getMessage())
              : e.getStatus().getMessage();
      return switch (e.getCode()) {
        case 404, 409, 410, 412 -> new Stale<>(message);
        case 400, 401, 403, 405, 406, 413, 415, 422 -> new Refused<>(message);
        default -> new Unavailable<>(e.getCode() == 0 ? cause(e) : message);
      };
    }
  }

  private static String cause(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }
}
