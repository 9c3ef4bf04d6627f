package org.socompass.dse.spark;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Only this module knows Spark, and it knows the explorer. */
final class DependencyTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.socompass");

  @Test
  void nothingElseKnowsSpark() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.socompass.dse.spark..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..", "scala..")
        .check(CLASSES);
  }

  @Test
  void theExplorerDoesNotKnowTheJob() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.socompass.dse.spark..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.socompass.dse.spark..")
        .check(CLASSES);
  }

  @Test
  void theJobKnowsTheExplorerAndInputs() {
    noClasses()
        .that()
        .resideInAPackage("org.socompass.dse.spark..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.socompass.cli..",
            "org.socompass.inference..",
            "org.socompass.mapper..",
            "org.socompass.operator..",
            "org.socompass.cost..",
            "org.socompass.llm..")
        .check(CLASSES);
  }

  @Test
  void onlyTheEntryPointPrintsAndExits() {
    noClasses()
        .that()
        .areNotAssignableTo(Main.class)
        .and()
        .resideInAPackage("org.socompass..")
        .should(ACCESS_STANDARD_STREAMS)
        .check(CLASSES);
    noClasses()
        .that()
        .areNotAssignableTo(Main.class)
        .should()
        .callMethod(System.class, "exit", int.class)
        .check(CLASSES);
  }
}
