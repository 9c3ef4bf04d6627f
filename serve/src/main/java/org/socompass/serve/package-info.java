/**
 * The live page of {@code socompass serve}: a small web server on this machine, and answers to what
 * the page asks. Page: docs/explorer.md. May use all that studies may; nothing but {@code cli} uses
 * it.
 */
@NullMarked
package org.socompass.serve;

import org.jspecify.annotations.NullMarked;
