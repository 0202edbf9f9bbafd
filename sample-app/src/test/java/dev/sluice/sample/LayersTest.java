package dev.sluice.sample;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Packages of the app know only those below them. */
@AnalyzeClasses(
    packages = "dev.sluice.sample",
    importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {

  @ArchTest
  static final ArchRule layers_know_those_below =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("app")
          .definedBy("dev.sluice.sample")
          .layer("http")
          .definedBy("dev.sluice.sample.http..")
          .layer("grpc")
          .definedBy("dev.sluice.sample.grpc..")
          .layer("storage")
          .definedBy("dev.sluice.sample.storage..")
          .layer("calls")
          .definedBy("dev.sluice.sample.calls..")
          .layer("faults")
          .definedBy("dev.sluice.sample.faults..")
          .layer("tokens")
          .definedBy("dev.sluice.sample.tokens..")
          .layer("telemetry")
          .definedBy("dev.sluice.sample.telemetry..")
          .layer("files")
          .definedBy("dev.sluice.sample.files..")
          .layer("domain")
          .definedBy("dev.sluice.sample.domain..")
          .layer("config")
          .definedBy("dev.sluice.sample.config..")
          .whereLayer("app")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("http")
          .mayOnlyBeAccessedByLayers("app")
          .whereLayer("grpc")
          .mayOnlyBeAccessedByLayers("app")
          .whereLayer("storage")
          .mayOnlyBeAccessedByLayers("app")
          .whereLayer("domain")
          .mayOnlyBeAccessedByLayers("app", "http", "grpc", "storage", "calls", "tokens")
          .whereLayer("tokens")
          .mayOnlyBeAccessedByLayers("app", "http")
          .whereLayer("telemetry")
          .mayOnlyBeAccessedByLayers("app")
          .whereLayer("files")
          .mayOnlyBeAccessedByLayers("calls", "tokens")
          .whereLayer("calls")
          .mayOnlyBeAccessedByLayers("app")
          .whereLayer("faults")
          .mayOnlyBeAccessedByLayers("app", "http", "grpc")
          .whereLayer("config")
          .mayOnlyBeAccessedByLayers(
              "app", "http", "storage", "calls", "faults", "tokens", "telemetry");

  @ArchTest
  static final ArchRule no_cycles =
      slices().matching("dev.sluice.sample.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule the_domain_is_plain_java =
      noClasses()
          .that()
          .resideInAPackage("dev.sluice.sample.domain..")
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages("java..", "dev.sluice.sample.domain..")
          .orShould()
          .dependOnClassesThat()
          .resideInAPackage("java.sql..");

  @ArchTest
  static final ArchRule only_the_storage_speaks_sql =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.sluice.sample.storage..", "dev.sluice.sample.telemetry..")
          .and()
          .doNotHaveSimpleName("SampleApp")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.sql..", "javax.sql..", "org.h2..", "org.postgresql..", "com.zaxxer..");
}
