package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.Annotations;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * Custom resource that releases new versions of one Deployment behind one Service, step by step.
 * Absent fields have the values of {@link Defaults}.
 */
@Group("sluice.dev")
@Version("v1alpha1")
// Explicit, because otherwise the client derives the plural for every object that it reads.
@Plural("canaryreleases")
@ShortNames("crel")
@Categories("sluice")
@Annotations({
  CanaryRelease.SCHEMA_ANNOTATION + "=" + CanaryRelease.SCHEMA_VERSION,
  CanaryRelease.MINIMUM_OPERATOR_SCHEMA_ANNOTATION
      + "="
      + CanaryRelease.MINIMUM_OPERATOR_SCHEMA_VERSION
})
@AdditionalPrinterColumn(name = "Phase", jsonPath = ".status.phase")
@AdditionalPrinterColumn(name = "Step", jsonPath = ".status.release.step.progress")
@AdditionalPrinterColumn(
    name = "Weight",
    jsonPath = ".status.release.step.weight",
    type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Stable", jsonPath = ".status.stable.version")
@AdditionalPrinterColumn(name = "Canary", jsonPath = ".status.release.version")
@AdditionalPrinterColumn(name = "Reason", jsonPath = ".status.release.reason")
@AdditionalPrinterColumn(
    name = "Age",
    jsonPath = ".metadata.creationTimestamp",
    type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(
    name = "Ready",
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].status",
    priority = 1)
@AdditionalPrinterColumn(name = "Message", jsonPath = ".status.message", priority = 1)
@ValidationRule(
    value = "self.metadata.name.size() <= 63",
    message = "metadata.name must be at most 63 characters, because it is used as a label value")
@JsonIgnoreProperties(ignoreUnknown = true)
public class CanaryRelease extends CustomResource<CanaryReleaseSpec, CanaryReleaseStatus>
    implements Namespaced {

  /** Annotation of the CustomResourceDefinition that holds {@link #SCHEMA_VERSION}. */
  public static final String SCHEMA_ANNOTATION = "sluice.dev/schema";

  /**
   * Version of the schema, an integer that is raised with every change. A cluster with an older
   * schema would drop unknown status fields without an error.
   */
  public static final String SCHEMA_VERSION = "8";

  /**
   * Annotation of the CustomResourceDefinition that holds {@link #MINIMUM_OPERATOR_SCHEMA_VERSION}.
   */
  public static final String MINIMUM_OPERATOR_SCHEMA_ANNOTATION =
      "sluice.dev/minimum-operator-schema";

  /**
   * Oldest {@link #SCHEMA_VERSION} of an operator that may work with this schema. An older operator
   * does not start: it would drop fields that it does not know.
   */
  public static final String MINIMUM_OPERATOR_SCHEMA_VERSION = "2";

  private static final long serialVersionUID = 1L;

  @Required
  @Override
  public CanaryReleaseSpec getSpec() {
    return super.getSpec();
  }
}
