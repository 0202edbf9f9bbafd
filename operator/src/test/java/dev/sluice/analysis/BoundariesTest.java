package dev.sluice.analysis;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.sluice.analysis.evidence.ConfidenceSequence;

/** What the statistics may know, and what may not know some of the statistics. */
@AnalyzeClasses(packages = "dev.sluice", importOptions = ImportOption.DoNotIncludeTests.class)
class BoundariesTest {

  @ArchTest
  static final ArchRule the_statistics_stand_alone =
      classes()
          .that()
          .resideInAPackage("dev.sluice.analysis..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.sluice.analysis..",
              "java.lang..",
              "java.math..",
              "java.util..",
              "org.apache.commons.numbers.gamma..");

  /** It assumes a share that never changes, which a release is not. */
  @ArchTest
  static final ArchRule no_decision_rests_on_what_is_for_display =
      noClasses()
          .that()
          .resideInAnyPackage("dev.sluice.analysis..", "dev.sluice.release..")
          .and()
          .doNotBelongToAnyOf(ConfidenceSequence.class)
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(ConfidenceSequence.class);
}
