import { about, notTold } from './about.ts'
import { quoteKotlin as quote } from './quote.ts'
import type { UploadFacts } from './upload-facts.ts'

/** OkHttp: Android's own HttpURLConnection adds a Content-Type to every PUT that has none, and OSS would refuse it. */
export function android(facts: UploadFacts): string {
  const headers = facts.headers.map(({ name, value }) => `        .header(${quote(name)}, ${quote(value)})\n`)
  const told = facts.hasCallback
    ? `        if (answer.code == 203) android.util.Log.w("Upload", ${quote(notTold)})\n`
    : ''
  const how = [
    'In build.gradle.kts: implementation("com.squareup.okhttp3:okhttp:4.12.0")',
    'Call upload() away from the main thread, with what the file picker answered.',
  ]
  return `${about(facts, '//', how)}
import android.content.ContentResolver
import android.net.Uri
import java.io.IOException
import java.util.concurrent.TimeUnit
import okhttp3.MediaType
import okhttp3.OkHttpClient
import okhttp3.Request
import okhttp3.RequestBody
import okio.BufferedSink
import okio.source

private const val URL =
    ${quote(facts.url)}

private class FileBody(private val resolver: ContentResolver, private val file: Uri) : RequestBody() {
    // Sent is what is set below, and nothing of its own.
    override fun contentType(): MediaType? = null

    override fun contentLength(): Long = resolver.openAssetFileDescriptor(file, "r")?.use { it.length } ?: -1L

    override fun writeTo(sink: BufferedSink) {
        val stream = resolver.openInputStream(file) ?: throw IOException("This file cannot be opened.")
        stream.source().use { sink.writeAll(it) }
    }
}

fun upload(resolver: ContentResolver, file: Uri): String {
    val client = OkHttpClient.Builder().readTimeout(5, TimeUnit.MINUTES).build()
    val request = Request.Builder()
        .url(URL)
${headers.join('')}        .put(FileBody(resolver, file))
        .build()
    client.newCall(request).execute().use { answer ->
        val text = answer.body?.string().orEmpty()
        if (!answer.isSuccessful) throw IOException("Not uploaded: HTTP " + answer.code + " " + text)
${told}        return text
    }
}
`
}
