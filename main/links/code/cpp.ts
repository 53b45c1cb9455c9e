import { about, notTold } from './about.ts'
import { quoteCpp as quote } from './quote.ts'
import type { UploadFacts } from './upload-facts.ts'

export function cpp(facts: UploadFacts): string {
  const headers = facts.headers.map(
    ({ name, value }) => `    headers = curl_slist_append(headers, ${quote(`${name}: ${value}`)});\n`,
  )
  const told = facts.hasCallback ? `    if (status == 203) std::fprintf(stderr, "%s\\n", ${quote(notTold)});\n` : ''
  return `${about(facts, '//', ['C++17 and libcurl: g++ -std=c++17 upload.cpp -lcurl -o upload && ./upload [file]'])}
#include <curl/curl.h>

#include <cstdio>
#include <filesystem>
#include <string>

static size_t readFile(char *buffer, size_t size, size_t count, void *file) {
    return std::fread(buffer, size, count, static_cast<FILE *>(file));
}

static size_t keepText(char *data, size_t size, size_t count, void *text) {
    static_cast<std::string *>(text)->append(data, size * count);
    return size * count;
}

int main(int argc, char **argv) {
    const char *path = argc > 1 ? argv[1] : ${quote(facts.fileName)};
    FILE *file = std::fopen(path, "rb");
    if (!file) {
        std::perror(path);
        return 1;
    }
    curl_global_init(CURL_GLOBAL_DEFAULT);
    CURL *curl = curl_easy_init();
    std::string text;
    curl_slist *headers = nullptr;
${headers.join('')}    curl_easy_setopt(curl, CURLOPT_URL,
        ${quote(facts.url)});
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, readFile);
    curl_easy_setopt(curl, CURLOPT_READDATA, file);
    curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(std::filesystem::file_size(path)));
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keepText);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &text);
    CURLcode result = curl_easy_perform(curl);
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    std::fclose(file);
    if (result != CURLE_OK) {
        std::fprintf(stderr, "Not uploaded: %s\\n", curl_easy_strerror(result));
        return 1;
    }
    if (status < 200 || status > 299) {
        std::fprintf(stderr, "Not uploaded: HTTP %ld %s\\n", status, text.c_str());
        return 1;
    }
${told}    std::printf("Uploaded. %s\\n", text.c_str());
    return 0;
}
`
}
