package dev.sluice;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;

/** Arrows between packages point down only, and what is pure does nothing but compute. */
@AnalyzeClasses(
    packages = "dev.sluice",
    importOptions = {ImportOption.DoNotIncludeTests.class, ImportOption.DoNotIncludeJars.class})
class ArchitectureTest {
  /** What decides: no clock, no I/O, no state that outlives a call. */
  private static final String[] PURE = {
    "dev.sluice.common..",
    "dev.sluice.messages..",
    "dev.sluice.analysis..",
    "dev.sluice.workload..",
    "dev.sluice.traffic..",
    "dev.sluice.spec..",
    "dev.sluice.lifecycle..",
    "dev.sluice.plan..",
    "dev.sluice.status..",
    "dev.sluice.engine.."
  };

  @ArchTest
  static final ArchRule arrows_point_down =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("common")
          .definedBy("dev.sluice.common..")
          .layer("messages")
          .definedBy("dev.sluice.messages..")
          .layer("evidence")
          .definedBy("dev.sluice.analysis.evidence..")
          .layer("analysis")
          .definedBy("dev.sluice.analysis")
          .layer("workload")
          .definedBy("dev.sluice.workload..")
          .layer("traffic")
          .definedBy("dev.sluice.traffic")
          .layer("istio")
          .definedBy("dev.sluice.traffic.istio..")
          .layer("spec")
          .definedBy("dev.sluice.spec..")
          .layer("lifecycle")
          .definedBy("dev.sluice.lifecycle..")
          .layer("plan")
          .definedBy("dev.sluice.plan..")
          .layer("status")
          .definedBy("dev.sluice.status..")
          .layer("engine")
          .definedBy("dev.sluice.engine..")
          .layer("metrics")
          .definedBy("dev.sluice.metrics")
          .layer("prometheus")
          .definedBy("dev.sluice.metrics.prometheus..")
          .layer("controller")
          .definedBy("dev.sluice.controller..")
          .layer("operator")
          .definedBy("dev.sluice.operator..")
          .layer("simulation")
          .definedBy("dev.sluice.simulation..")
          .layer("cli")
          .definedBy("dev.sluice.cli..")
          .whereLayer("common")
          .mayNotAccessAnyLayer()
          .whereLayer("messages")
          .mayNotAccessAnyLayer()
          .whereLayer("evidence")
          .mayOnlyAccessLayers("common")
          .whereLayer("analysis")
          .mayOnlyAccessLayers("common", "messages", "evidence")
          .whereLayer("workload")
          .mayOnlyAccessLayers("common")
          .whereLayer("traffic")
          .mayOnlyAccessLayers("common", "workload")
          .whereLayer("istio")
          .mayOnlyAccessLayers("common", "messages", "workload", "traffic")
          .whereLayer("spec")
          .mayOnlyAccessLayers("common", "messages", "analysis", "traffic")
          .whereLayer("lifecycle")
          .mayOnlyAccessLayers(
              "common", "messages", "evidence", "analysis", "workload", "traffic", "spec")
          .whereLayer("plan")
          .mayOnlyAccessLayers("common", "messages", "workload", "traffic", "spec", "lifecycle")
          .whereLayer("status")
          .mayOnlyAccessLayers(
              "common",
              "messages",
              "evidence",
              "analysis",
              "workload",
              "traffic",
              "spec",
              "lifecycle",
              "plan")
          .whereLayer("engine")
          .mayOnlyAccessLayers(
              "common",
              "messages",
              "analysis",
              "workload",
              "traffic",
              "spec",
              "lifecycle",
              "plan",
              "status")
          .whereLayer("metrics")
          .mayOnlyAccessLayers("common", "messages", "analysis")
          .whereLayer("prometheus")
          .mayOnlyAccessLayers("common", "messages", "evidence", "analysis", "metrics")
          .whereLayer("controller")
          .mayOnlyAccessLayers(
              "common",
              "messages",
              "analysis",
              "evidence",
              "workload",
              "traffic",
              "spec",
              "lifecycle",
              "plan",
              "engine",
              "metrics")
          .whereLayer("operator")
          .mayOnlyAccessLayers(
              "common",
              "messages",
              "traffic",
              "istio",
              "spec",
              "metrics",
              "prometheus",
              "controller")
          .whereLayer("simulation")
          .mayOnlyAccessLayers(
              "common",
              "messages",
              "evidence",
              "analysis",
              "workload",
              "traffic",
              "istio",
              "spec",
              "lifecycle",
              "plan",
              "engine")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer();

  @ArchTest
  static final ArchRule packages_have_no_cycles =
      slices().matching("dev.sluice.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule files_have_no_cycles =
      slices().assignedFrom(new FileSlices()).should().beFreeOfCycles();

  /** A file with all that is nested in it is a slice. */
  private static final class FileSlices implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      if (!type.getPackageName().startsWith("dev.sluice.")) {
        return SliceIdentifier.ignore();
      }
      JavaClass outer = type;
      while (outer.getEnclosingClass().isPresent()) {
        outer = outer.getEnclosingClass().get();
      }
      return SliceIdentifier.of(outer.getPackageName(), outer.getSimpleName());
    }

    @Override
    public String getDescription() {
      return "files";
    }
  }

  @ArchTest
  static final ArchRule pure_packages_know_no_cluster_network_or_files =
      noClasses()
          .that()
          .resideInAnyPackage(PURE)
          .or()
          .resideInAPackage("dev.sluice.simulation..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.fabric8.kubernetes.client..",
              "io.javaoperatorsdk..",
              "io.micrometer..",
              "org.slf4j..",
              "java.net..",
              "java.nio.file..",
              "java.nio.channels..",
              "java.util.concurrent..");

  @ArchTest
  static final ArchRule pure_packages_do_not_wait_or_look_at_the_clock =
      noClasses()
          .that()
          .resideInAnyPackage(PURE)
          .or()
          .resideInAPackage("dev.sluice.simulation..")
          .should()
          .callMethod(Thread.class, "sleep", long.class)
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(java.io.File.class, java.io.FileInputStream.class, java.util.Random.class);

  @ArchTest
  static final ArchRule pure_packages_keep_no_state =
      fields().that().areDeclaredInClassesThat().resideInAnyPackage(PURE).should().beFinal();

  @ArchTest
  static final ArchRule pure_packages_have_no_lock =
      noMethods()
          .that()
          .areDeclaredInClassesThat()
          .resideInAnyPackage(PURE)
          .should()
          .haveModifier(JavaModifier.SYNCHRONIZED);

  @ArchTest
  static final ArchRule linting_needs_no_cluster_and_no_files =
      noClasses()
          .that()
          .resideInAPackage("dev.sluice.cli.lint..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.fabric8.kubernetes.client..",
              "dev.sluice.controller..",
              "dev.sluice.operator..",
              "dev.sluice.metrics..",
              "java.net..",
              "java.nio.file..");

  @ArchTest
  static final ArchRule only_the_controller_sees_the_operator_framework =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.sluice.controller..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.javaoperatorsdk..");

  @ArchTest
  static final ArchRule prometheus_knows_no_kubernetes =
      noClasses()
          .that()
          .resideInAPackage("dev.sluice.metrics..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.fabric8..");

  @ArchTest
  static final ArchRule options_are_read_at_the_rim =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.sluice.cli..", "dev.sluice.operator..", "dev.sluice")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("picocli..");
}
