package dev.sluice;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Arrows between packages point down only, and what is pure does nothing but compute. */
@AnalyzeClasses(packages = "dev.sluice", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String[] PURE = {
    "dev.sluice.common..",
    "dev.sluice.workload..",
    "dev.sluice.traffic..",
    "dev.sluice.analysis..",
    "dev.sluice.spec..",
    "dev.sluice.lifecycle..",
    "dev.sluice.plan..",
    "dev.sluice.status..",
    "dev.sluice.engine..",
    "dev.sluice.simulation.."
  };

  @ArchTest
  static final ArchRule pure_packages_know_no_cluster_network_or_files =
      noClasses()
          .that()
          .resideInAnyPackage(PURE)
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
  static final ArchRule the_release_is_above_what_it_is_made_of =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.sluice.common..",
              "dev.sluice.workload..",
              "dev.sluice.traffic..",
              "dev.sluice.analysis..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.sluice.spec..",
              "dev.sluice.lifecycle..",
              "dev.sluice.plan..",
              "dev.sluice.status..",
              "dev.sluice.engine..");

  @ArchTest
  static final ArchRule nothing_pure_knows_the_rim =
      noClasses()
          .that()
          .resideInAnyPackage(PURE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.sluice.metrics..",
              "dev.sluice.controller..",
              "dev.sluice.operator..",
              "dev.sluice.cli..");

  @ArchTest
  static final ArchRule nothing_but_the_command_line_simulates =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.sluice.simulation..", "dev.sluice.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.sluice.simulation..");

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
  static final ArchRule plain_stands_alone =
      classes()
          .that()
          .resideInAPackage("dev.sluice.common..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("dev.sluice.common..", "java.lang..", "java.util..");

  @ArchTest
  static final ArchRule only_one_package_sees_the_operator_framework =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.sluice.controller..", "dev.sluice.operator..")
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
          .resideInAnyPackage(
              "dev.sluice.controller..",
              "dev.sluice.operator..",
              "dev.sluice.cli..",
              "io.fabric8..");

  @ArchTest
  static final ArchRule the_rim_knows_no_command_line =
      noClasses()
          .that()
          .resideInAnyPackage("dev.sluice.controller..", "dev.sluice.operator..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.sluice.cli..", "picocli..");
}
