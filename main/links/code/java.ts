import { about, notTold } from './about.ts'
import { quoteJava as quote } from './quote.ts'
import type { UploadFacts } from './upload-facts.ts'

export function java(facts: UploadFacts): string {
  const headers = facts.headers.map(({ name, value }) => `                .header(${quote(name)}, ${quote(value)})\n`)
  const told = facts.hasCallback
    ? `        if (answer.statusCode() == 203) System.err.println(${quote(notTold)});\n`
    : ''
  return `${about(facts, '//', ['Java 11 or later: java Upload.java [file]'])}
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;

public class Upload {
    public static void main(String[] args) throws Exception {
        Path file = Path.of(args.length > 0 ? args[0] : ${quote(facts.fileName)});
        HttpRequest request = HttpRequest.newBuilder(URI.create(
                ${quote(facts.url)}))
${headers.join('')}                .PUT(HttpRequest.BodyPublishers.ofFile(file))
                .build();
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            System.err.println("Not uploaded: HTTP " + answer.statusCode() + " " + answer.body());
            System.exit(1);
        }
${told}        System.out.println("Uploaded. " + answer.body());
    }
}
`
}
