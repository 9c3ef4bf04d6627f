/**
 * The questions that SoCompass answers: a request record in, a result record out, with where it
 * comes from. Prints nothing; knows no command line. May use every module but {@code cli}.
 */
@NullMarked
package org.socompass.study;

import org.jspecify.annotations.NullMarked;
