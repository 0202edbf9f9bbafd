package dev.sluice.lab.demo;

import dev.sluice.lab.LabException;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Kubernetes objects as plain maps, from YAML files and from the cluster. */
public final class Manifests {
  private Manifests() {}

  /** All documents of a file. */
  public static List<Map<String, Object>> read(Path file) {
    try {
      return parse(Files.readString(file));
    } catch (IOException e) {
      throw new LabException("examples", e.toString(), "is this a whole checkout?", e);
    }
  }

  /** All documents of a YAML text. */
  public static List<Map<String, Object>> parse(String yaml) {
    List<Map<String, Object>> objects = new ArrayList<>();
    for (String document : yaml.split("(?m)^---$", -1)) {
      Map<String, Object> object = plain(Serialization.yamlMapper(), document);
      if (object != null && !object.isEmpty()) {
        objects.add(object);
      }
    }
    return objects;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> plain(
      com.fasterxml.jackson.databind.ObjectMapper mapper, String document) {
    try {
      return mapper.readValue(document, Map.class);
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new LabException("examples", e.getMessage(), "correct the YAML", e);
    }
  }

  /** The live object of a manifest; empty if it does not exist. */
  @SuppressWarnings("unchecked")
  public static Map<String, Object> live(KubernetesClient client, Map<String, Object> manifest) {
    HasMetadata wanted =
        Serialization.jsonMapper().convertValue(manifest, GenericKubernetesResource.class);
    var kind = client.genericKubernetesResources(wanted.getApiVersion(), wanted.getKind());
    String namespace = wanted.getMetadata().getNamespace();
    String name = wanted.getMetadata().getName();
    GenericKubernetesResource found =
        namespace == null
            ? kind.withName(name).get()
            : kind.inNamespace(namespace).withName(name).get();
    return found == null ? Map.of() : Serialization.jsonMapper().convertValue(found, Map.class);
  }
}
